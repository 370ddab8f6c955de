"""What running code that makes pipelines brought, with the selections that rules ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cursus_tester.evidence.build import Build, CompiledPipeline, Need
from cursus_tester.evidence.builder import Builder, shortened
from cursus_tester.evidence.definition import DefinedStep, steps_in
from cursus_tester.evidence.trace import Call, Problem, Trace
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.subject import NOWHERE, Place

#: The names of the further builds: some time later, with other defaults of parameters, and in another region.
BUILT_AGAIN = "built again"
OTHER_DEFAULTS = "other parameter defaults"
ANOTHER_REGION = "another region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """One compiled pipeline, and the run that made it."""

    pipeline: CompiledPipeline
    build: Build
    steps: tuple[DefinedStep, ...]

    def place_of(self, step: str) -> Place:
        """Where a step was made; else where the pipeline was."""
        return self.build.place_of_step(step) or self.pipeline.place or NOWHERE

    def place_of_parameter(self, name: str) -> Place:
        """Where a parameter was made; else where the pipeline was."""
        return self.build.place_of_parameter(name) or self.pipeline.place or NOWHERE

    def is_given(self, step: str) -> bool:
        """Whether a step is not the code's own: the tester made it up for an argument."""
        return self.build.place_of_step(step) is None

    def step(self, name: str) -> DefinedStep | None:
        """The step of that name."""
        return next((step for step in self.steps if step.name == name), None)


@dataclass(frozen=True, slots=True)
class Pipelines:
    """The runs of one function, module or notebook, in the order of its scenarios.

    Its methods raise `Blocked` or `NotApplicable` where they select nothing, so that a rule that iterates over the
    result cannot pass without looking at a pipeline.
    """

    facts: Builder
    all: tuple[Trace, ...]

    @property
    def baseline(self) -> Trace | None:
        """The first run."""
        return self.all[0] if self.all else None

    @property
    def build(self) -> Build | None:
        """What the first run brought."""
        return self.all[0].build if self.all else None

    @property
    def why_not_built(self) -> str | None:
        """Why there is no compiled pipeline, in one line; ``None`` where there is one."""
        build, trace = self.build, self.baseline
        if build is not None and any(each.definition is not None for each in build.pipelines):
            return None
        if self.facts.death is not None:
            return f"the code could not be run: {shortened(self.facts.death)}"
        if trace is None:
            return "the code was not run"
        if trace.death is not None:
            return f"the code could not be run to its end: {shortened(trace.death)}"
        if build is not None and build.missing is not None and build.missing.need is Need.ARGUMENT:
            return f"the function was not run: nothing says what its argument {build.missing.name!r} is"
        problem = self.problem
        if problem is not None:
            return f"the pipeline could not be built: {shortened(str(problem))}"
        return "the code made no step and no pipeline"

    @property
    def problem(self) -> Problem | None:
        """The exception that kept the first run from a compiled pipeline, or that a part of it raised."""
        trace, build = self.baseline, self.build
        if trace is not None and trace.problem is not None:
            return trace.problem
        failed = (each.problem for each in build.pipelines) if build is not None else iter(())
        return next((each for each in failed if each is not None), None)

    def calls_to(self, *targets: str) -> tuple[Call, ...]:
        """The code's own calls of the SDK to one of `targets` in the first run, and none that the SDK made itself."""
        return tuple(self.all[0].calls_to(*targets)) if self.all else ()

    def ran(self) -> Build:
        """What the first run brought, compiled or not.

        Raises:
            Blocked: It was not run to its end.
        """
        if self.build is None:
            raise Blocked(self.why_not_built or "the code was not run")
        return self.build

    def compiled(self) -> tuple[Defined, ...]:
        """The pipelines of the first run that compile.

        Raises:
            Blocked: None does.
        """
        if self.why_not_built is not None:
            raise Blocked(self.why_not_built)
        return tuple(self._defined(self.ran()))

    def own(self) -> tuple[Defined, ...]:
        """As `compiled`, without those that the tester put around steps.

        Raises:
            Blocked: None compiles.
            NotApplicable: The code makes steps and no pipeline.
        """
        found = tuple(each for each in self.compiled() if each.pipeline.is_own)
        if not found:
            raise NotApplicable("judges pipelines; this makes steps only")
        return found

    def again(self) -> tuple[tuple[Defined, Defined], ...]:
        """The pipelines that compile, each with what it is when it is built once more.

        Raises:
            Blocked: None compiles, or the second run brought none.
        """
        pairs = self._rebuilt(BUILT_AGAIN)
        if isinstance(pairs, str):
            raise Blocked(f"it was not built a second time: {pairs}")
        return pairs

    def rebuilt(self, scenario: str) -> tuple[tuple[Defined, Defined], ...]:
        """The pipelines that compile, each with what it is in another scenario, in which it may well not compile.

        Raises:
            Blocked: None compiles.
            NotApplicable: It was not built in the other scenario.
        """
        pairs = self._rebuilt(scenario)
        if isinstance(pairs, str):
            raise NotApplicable(f"it was not built with {scenario}: {pairs}")
        return pairs

    def region_of(self, scenario: str) -> str:
        """The region of a scenario; empty where there is none of that name."""
        return next((trace.scenario.region for trace in self.all if trace.scenario.name == scenario), "")

    def _rebuilt(self, scenario: str) -> tuple[tuple[Defined, Defined], ...] | str:
        """The pipelines of the first run with those of another one, or why there are none."""
        first = self.compiled()
        trace = next((each for each in self.all if each.scenario.name == scenario), None)
        if trace is None or trace.build is None:
            death = trace.death if trace is not None else self.facts.death
            return shortened(death or "the builds before took all its time")
        second = list(self._defined(trace.build))
        if len(second) != len(first):
            failed = (each.problem for each in trace.build.pipelines)
            problem = trace.problem or next((each for each in failed if each is not None), None)
            said = str(problem) if problem is not None else f"it made {len(second)} pipelines in place of {len(first)}"
            return shortened(said)
        return tuple(zip(first, second, strict=True))

    def _defined(self, build: Build) -> Iterator[Defined]:
        for each in build.pipelines:
            if each.definition is not None:
                yield Defined(pipeline=each, build=build, steps=steps_in(each.definition))
