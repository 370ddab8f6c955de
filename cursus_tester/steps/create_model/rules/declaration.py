"""CM213: the pattern that the specification declares is the one that the builder uses."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder, Specification
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.rules.common.declared_specification import declared_specification
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import CREATE_MODEL_STEP, MODEL_BUILDER, MODEL_STEP
from cursus_tester.source.builder_source import Source
from cursus_tester.steps.create_model.models import constructions, estimator_calls
from cursus_tester.steps.create_model.pattern import observed_pattern
from cursus_tester.steps.create_model.step_types import STEP_TYPES


@rule(
    "CM213",
    "pattern-aligned",
    step_types=STEP_TYPES,
    not_under={3: f"SDK v3 has one way to make a model step: {MODEL_STEP} of what a {MODEL_BUILDER} builds"},
    convention=True,
)
def pattern_aligned(
    source: Source,
    builder: Builder | None = None,
    specification: Specification | None = None,
    traces: Traces | None = None,
) -> Iterator[Finding]:
    """Uses the pattern that its specification declares.

    What it checks: a specification of pattern A belongs to `CreateModelStep(model=…)`, a specification of pattern B to
    `CreateModelStep(step_args=…)`. `ModelStep` with the request of a model object that the builder makes itself is
    either.

    Why: the pattern decides what the training step must provide and what must be tested.

    How to fix: declare the pattern that the builder uses, or use the pattern that it declares.
    """
    declared = declared_specification(source, builder, specification)
    pattern = declared.specification.pattern
    if pattern is None:
        left_open = not declared.decides("pattern")
        raise NotApplicable(
            "the source leaves the declared pattern open" if left_open else "the specification declares no pattern"
        )
    uses = list(_uses(source, traces))
    if not uses:
        untold = f"the builder's calls of {CREATE_MODEL_STEP} do not tell one pattern"
        if traces is not None and all(trace.step is None for trace in traces):
            raise Blocked(untold)
        raise NotApplicable(untold)
    for observed, place, scenario in uses:
        if pattern in observed:
            if scenario is None and pattern != observed[0]:
                raise NotApplicable("whether an estimator makes the model of the request shows only when it is built")
            continue
        given = {"A": "model=", "B": "step_args="}
        yield Finding(
            message=f"the specification declares pattern {pattern}, but {CREATE_MODEL_STEP} is "
            f"given {given[observed[0]]}, which is pattern {observed[0]}",
            hint=f"pass {given[pattern]}…, or declare pattern {observed[0]}",
            place=place,
            scenario=scenario,
        )


def _uses(source: Source, traces: Traces | None) -> Iterator[tuple[tuple[str, ...], Place, str | None]]:
    """The patterns that each build can be called, the one of its call first, with its place and scenario.

    ``ModelStep`` takes the request of a model object that the builder made itself: Pattern A in another form.
    """
    built = [trace for trace in traces or () if _makes_step(trace)]
    for trace in built:
        observed = observed_pattern(source, Traces(Builder(), (trace,)))
        if observed is not None:
            makes_model = any(constructions(trace)) and not any(estimator_calls(trace))
            own = observed == "B" and makes_model and any(trace.calls_to(MODEL_STEP))
            yield ("B", "A") if own else (observed,), step_place(trace), trace.scenario.name
    if not built:
        observed = observed_pattern(source, None)
        if observed is not None:
            own = observed == "B" and bool(source.calls_to(MODEL_STEP)) and not source.method_calls("create_model")
            yield ("B", "A") if own else (observed,), _step_call_place(source), None


def _makes_step(trace: Trace) -> bool:
    return any(call.target == CREATE_MODEL_STEP and call.place is not None for call in trace.calls)


def _step_call_place(source: Source) -> Place:
    calls = source.calls_to(CREATE_MODEL_STEP, MODEL_STEP)
    return calls[0].place if calls else NOWHERE
