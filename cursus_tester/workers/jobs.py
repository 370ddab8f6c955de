"""The time limits, requests and results of the processes that run builders."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from cursus_tester.evidence.builder import SILENT_STEPS, Builder
from cursus_tester.evidence.scenario import Scenario, Stage
from cursus_tester.evidence.trace import Breach, Trace
from cursus_tester.probe.job import Job
from cursus_tester.results.subject import Place
from cursus_tester.workers.messages import Combined, Finished, Message, WorkerRequest

#: The scenario in which no step before the builder's has a specification, where the builder hangs in it.
SILENT = "dependencies without specification"
#: The scenario that has the death of a worker that makes the configs of combined scenarios.
PLANNING = "configs for combined scenarios"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The limits of a builder; times in seconds."""

    #: Import, config and first construction together.
    load: float = 30.0
    scenario: float = 10.0
    #: All scenarios together.
    builder: float = 60.0
    #: Memory in addition to that of the SDK, in bytes.
    memory: int = 2 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """The result of running a builder."""

    builder: Builder
    traces: tuple[Trace, ...] = ()
    #: The beginning of its output; empty where it ran in the calling process.
    output: str = ""
    #: The paths that it depends on outside libraries (`cursus_tester.files.dependencies`). Absolute.
    files: tuple[str, ...] = ()
    #: How long it took, in seconds.
    seconds: float = 0.0


@dataclass(slots=True)
class Gathered:
    """The results of one builder so far, from all its runs."""

    builder: Builder | None = None
    traces: list[Trace] = field(default_factory=list)
    #: The first scenario of this run.
    first: int = 0
    #: Set when this run has ended normally.
    finished: Finished | None = None
    #: The paths that all runs depend on.
    files: set[str] = field(default_factory=set)
    #: Whether the combined scenarios are among the builder's.
    is_combined: bool = False
    #: How it died where the steps before its own have no specification; ``None``: it did not, or they have one.
    silent: Trace | None = None
    #: The breaches reported since the last facts or trace.
    _told: list[Breach] = field(default_factory=list)

    def take(self, message: Message) -> None:
        """Add a message of the run.

        Raises:
            ValueError: It cannot come now, so something else than the worker sent it.
        """
        if self.finished is not None:
            raise ValueError("a message after the last one")
        if isinstance(message, Builder):
            facts = replace(message, breaches=self._with_told(message.breaches))
            if self.builder is not None and self.first and message.problem is not None:
                # The only scenario of this run has a config that the builder refuses.
                scenario = self.builder.scenarios[self.first]
                self.traces.append(Trace(scenario=scenario, stage=message.problem.stage, problem=message.problem))
            # Sent again, before the first trace, where the builder refused the generated config.
            is_first = self.builder is None or not (self.traces or self.silent)
            self.builder = facts if is_first else self.builder
        elif isinstance(message, Combined):
            self._combine(message.scenarios)
        elif isinstance(message, Trace):
            if self.builder is None or len(self.traces) >= len(self.builder.scenarios):
                raise ValueError("a trace of no scenario")
            self.traces.append(replace(message, breaches=self._with_told(message.breaches)))
        elif isinstance(message, Breach):
            self._told.append(message)
        elif isinstance(message, Finished):
            if self.builder is None:
                raise ValueError("an end without facts")
            # Breaches reported after the last trace.
            self.builder = replace(self.builder, breaches=(*self.builder.breaches, *self._with_told(())))
            self.finished = message
            self.files.update(message.files)

    def _combine(self, scenarios: tuple[Scenario, ...]) -> None:
        """Add combined scenarios, before those that have a process of their own.

        Raises:
            ValueError: They cannot come now.
        """
        if self.builder is None or self.is_combined:
            raise ValueError("combined scenarios of no builder, or once more")
        planned = self.builder.scenarios
        here = tuple(each for each in planned if not each.alone)
        if len(self.traces) != len(here):
            raise ValueError("combined scenarios before the others were run")
        self.builder = replace(self.builder, scenarios=(*here, *scenarios, *planned[len(here) :]))
        self.is_combined = True

    def _plans_combined(self) -> bool:
        """Whether all planned scenarios have ended but those with a process of their own, and none was combined."""
        assert self.builder is not None
        here = sum(not each.alone for each in self.builder.scenarios)
        return not self.is_combined and 0 < len(self.traces) == here

    def record_death(
        self, death: str, left: tuple[Breach, ...] = (), place: Place | None = None, *, combines: bool = False
    ) -> None:
        """Record the death of this run and its place in its next scenario, or in the last one if all have ended.

        Args:
            death: What became of it.
            left: What it left behind.
            place: The line that was running.
            combines: Whether the run was to plan combined scenarios after the others.
        """
        breaches = self._with_told(left)
        if self.builder is None:
            self.builder = Builder(death=death, death_place=place, breaches=breaches)
        elif combines and self._plans_combined():
            # No scenario was running: the configs of combined ones were made. They get a scenario of their own.
            planning = replace(self.builder.scenarios[0], name=PLANNING, is_combined=True, alone=False)
            self._combine((planning,))
            self.traces.append(
                Trace(scenario=planning, stage=Stage.CONFIGURE, death=death, death_place=place, breaches=breaches)
            )
        elif len(self.traces) < len(self.builder.scenarios):
            scenario = self.builder.scenarios[len(self.traces)]
            self.traces.append(
                Trace(scenario=scenario, stage=Stage.IMPORT, death=death, death_place=place, breaches=breaches)
            )
        elif self.traces:
            last = self.traces.pop()
            self.traces.append(replace(last, death=death, death_place=place, breaches=(*last.breaches, *breaches)))
        else:
            self.builder = replace(
                self.builder, death=death, death_place=place, breaches=(*self.builder.breaches, *breaches)
            )

    @property
    def died_of_silent_steps(self) -> bool:
        """Whether the baseline died, and steps that say in a specification what they yield have not been tried."""
        if self.builder is None or len(self.traces) != 1 or self.silent is not None:
            return False
        [baseline], known = self.traces, self.builder.refused_values
        declares = self.builder.specification is not None and bool(self.builder.specification.dependencies)
        return (
            declares and baseline.death is not None and baseline.scenario.source.is_step and SILENT_STEPS not in known
        )

    def give_specifications(self) -> None:
        """Let all scenarios run with steps that say what they yield; the death so far gets a scenario of its own."""
        assert self.builder is not None
        died = self.traces.pop()
        self.silent = replace(died, scenario=replace(died.scenario, name=SILENT))
        self.builder = replace(self.builder, refused_values={**self.builder.refused_values, SILENT_STEPS: ()})

    def results(self) -> tuple[Builder, tuple[Trace, ...]]:
        """What is known in the end: the builder, and a trace for each scenario that was run."""
        assert self.builder is not None
        if self.silent is None:
            return self.builder, tuple(self.traces)
        scenarios = (*self.builder.scenarios, self.silent.scenario)
        return replace(self.builder, scenarios=scenarios), (*self.traces, self.silent)

    def _with_told(self, breaches: tuple[Breach, ...]) -> tuple[Breach, ...]:
        told, self._told = self._told, []
        return tuple(dict.fromkeys((*told, *breaches)))

    def run_again(self, first: int) -> None:
        """Begin another run, with the scenario `first`."""
        self.first, self.finished = first, None

    @property
    def is_complete(self) -> bool:
        """Whether every scenario was run."""
        return (
            self.finished is not None and self.builder is not None and len(self.traces) == len(self.builder.scenarios)
        )

    @property
    def goes_on(self) -> bool:
        """Whether this run ended normally, with scenarios left for another one."""
        if self.finished is None or self.builder is None:
            return False
        return self.first < len(self.traces) < len(self.builder.scenarios)


def request_for(
    job: Job,
    gathered: Gathered,
    *,
    working_directory: str,
    number: int,
    builder: int,
    folder: str,
    memory_limit: int = 0,
    password: str = "",
) -> WorkerRequest:
    """The request for the next run of a builder.

    Args:
        job: The builder.
        gathered: The results of earlier runs.
        working_directory: Where the tool was started.
        number: The number of the request.
        builder: The number of the builder: all its runs work in a folder of the same name.
        folder: Where that folder is made.
        memory_limit: In bytes; 0: any.
        password: The beginning of each line of the worker.
    """
    return WorkerRequest(
        number=number,
        job=_next_job(job, gathered.builder, gathered.first) if gathered.builder is not None else job,
        working_directory=working_directory,
        is_continued=gathered.builder is not None,
        memory_limit=memory_limit,
        temporary_folder=folder,
        config_changes=_config_changes(gathered),
        combines=not job.only and not gathered.is_combined,
        compiled=tuple(each.scenario.name for each in gathered.traces if each.request is not None),
        builder=builder,
        password=password,
    )


def _next_job(job: Job, builder: Builder, first: int) -> Job:
    # The first plan is kept: planning again took as long as a few scenarios.
    return replace(job, only=builder.scenarios[first:], refused=builder.refused_values)


def _config_changes(gathered: Gathered) -> dict[str, Any]:
    """The config changes of a scenario that has a run for itself."""
    if gathered.builder is None:
        return {}
    scenario = gathered.builder.scenarios[gathered.first]
    return dict(scenario.config_changes) if scenario.alone else {}
