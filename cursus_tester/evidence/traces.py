"""The traces of a builder, with the selections that rules ask for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cursus_tester.evidence.builder import Builder, shortened
from cursus_tester.evidence.scenario import Scenario, Stage
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.subject import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Traces:
    """The traces of one builder in the order of its scenarios, as far as its time allowed.

    Its methods raise `Blocked` or `NotApplicable` where they select nothing, so that a rule that iterates over the
    result cannot pass without looking at a trace.
    """

    builder: Builder
    all: tuple[Trace, ...]

    def __iter__(self) -> Iterator[Trace]:
        return (trace for trace in self.all if not trace.scenario.is_flawed)

    def loaded(self) -> tuple[Trace, ...]:
        """Every trace but the flawed ones (`Scenario.is_flawed`).

        Raises:
            Blocked: The builder could not be imported, configured or constructed.
        """
        self.builder.require_loaded()
        return tuple(self)

    def flawed(self, wanted: Callable[[Scenario], bool], otherwise: str) -> tuple[Trace, ...]:
        """The wanted traces among those whose scenario the builder may refuse.

        Raises:
            NotApplicable: There is none, for the reason `otherwise`.
            Blocked: The builder could not be loaded, or its time was used up.
        """
        self.loaded()
        chosen = tuple(trace for trace in self.all if trace.scenario.is_flawed and wanted(trace.scenario))
        if not chosen:
            self._require_run(lambda trace: trace.scenario.is_flawed and wanted(trace.scenario))
            raise NotApplicable(otherwise)
        return chosen

    def varying(self, *respects: str) -> tuple[Trace, ...]:
        """The baseline's trace, and those whose scenario differs from it only in these of its fields.

        Raises:
            Blocked: The builder could not be loaded.
        """
        found, *others = self.loaded()
        first = found.scenario
        kept = {name: getattr(first, name) for name in ("name", *respects)}
        return (found, *(trace for trace in others if dataclasses.replace(trace.scenario, **kept) == first))

    @property
    def baseline(self) -> Trace | None:
        """The trace of the first scenario, from which the others differ in one thing."""
        return self.all[0] if self.all else None

    def where(self, wanted: Callable[[Trace], bool], otherwise: str) -> tuple[Trace, ...]:
        """The traces whose scenario is `wanted`.

        Raises:
            NotApplicable: There is none, for the reason `otherwise`.
            Blocked: The builder could not be loaded, or its time was used up.
        """
        chosen = tuple(trace for trace in self.loaded() if wanted(trace))
        if not chosen:
            self._require_run(lambda trace: not trace.scenario.is_flawed and wanted(trace))
            raise NotApplicable(otherwise)
        return chosen

    def compiled(self, wanted: Callable[[Trace], bool] = lambda _: True, otherwise: str = "") -> tuple[Trace, ...]:
        """The wanted traces whose pipeline compiled.

        Raises:
            NotApplicable: No scenario is wanted.
            Blocked: None of the wanted ones compiled.
        """
        return self._that(self.where(wanted, otherwise), lambda trace: trace.request is not None, "compiled")

    def calling(self, *targets: str) -> tuple[tuple[Trace, Call], ...]:
        """Every call of the builder to one of `targets`, with its trace.

        Raises:
            Blocked: The builder never got there.
        """
        found = tuple((trace, call) for trace in self.loaded() for call in trace.calls_to(*targets))
        if not found:
            self._that(tuple(self), lambda trace: trace.stage in (Stage.COMPILE, Stage.DONE), "returned a step")
        return found

    def returning(self) -> tuple[Trace, ...]:
        """The traces in which ``create_step`` returned.

        Raises:
            Blocked: It never did.
        """
        return self._that(self.loaded(), lambda trace: trace.step is not None, "returned from create_step")

    def _require_run(self, wanted: Callable[[Trace], bool]) -> None:
        """Raise for a wanted scenario that was planned and not run.

        Raises:
            Blocked: A wanted scenario was not run, since the builder's time was used up.
        """
        run = {trace.scenario.name for trace in self.all}
        for scenario in self.builder.scenarios:
            if scenario.name not in run and wanted(Trace(scenario=scenario, stage=Stage.IMPORT)):
                raise Blocked(f"the builder's time was used up before the scenario {scenario.name!r} was run")

    def _that(self, traces: tuple[Trace, ...], reached: Callable[[Trace], bool], what: str) -> tuple[Trace, ...]:
        chosen = tuple(trace for trace in traces if reached(trace))
        if not chosen:
            raise Blocked(f"in no scenario {what}: {shortened(why(traces[0])) if traces else 'there was none'}")
        return chosen


def step_place(trace: Trace) -> Place:
    """The line of the team's code that made the step; `NOWHERE` when there is none."""
    places = [call.place for call in trace.calls if call.makes_step and call.place]
    return places[0] if places else NOWHERE


def why(trace: Trace) -> str:
    """What ended a trace before its pipeline compiled."""
    if trace.death is not None:
        return trace.death
    if trace.problem is not None:
        return f"{trace.problem.stage.value} raised {trace.problem}"
    if trace.step is not None and trace.stage is Stage.CREATE_STEP:
        return f"create_step returned {trace.step.value.type}"
    return "the compiled pipeline has no step of the builder's step type"
