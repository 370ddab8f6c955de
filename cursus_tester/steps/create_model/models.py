"""Which model objects a builder's step serves."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Call, ModelFacts, Trace, Value
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.subject import Place
from cursus_tester.rules.common import makers
from cursus_tester.source.builder_source import Source
from cursus_tester.step_pack import pack_of
from cursus_tester.steps.create_model.pattern import observed_pattern
from cursus_tester.steps.create_model.step_types import CREATE_MODEL


def model_makers() -> Makers:
    """What makes models under the installed SDK."""
    pack = pack_of(CREATE_MODEL)
    assert pack is not None
    assert pack.makers is not None
    return pack.makers


def judges_pattern_a(source: Source, traces: Traces | None) -> None:
    """Leave out builders whose estimator makes the model.

    Raises:
        NotApplicable: Every step is built from a request (`step_args`) that comes from an estimator, which chooses the
            image.
    """
    makers.judges_image(model_makers(), source, traces)


def judges_pattern_b(source: Source, traces: Traces | None) -> None:
    """Leave out builders that pass a model object to their step.

    Raises:
        NotApplicable: The step is not built from a request (`step_args`).
    """
    if observed_pattern(source, traces) != "B":
        raise NotApplicable("the rule is about Pattern B; this builder passes no request (step_args) to its step")


def estimator_calls(trace: Trace) -> Iterator[Call]:
    """The builder's calls of ``create_model()`` on estimators."""
    return makers.factory_calls(trace, model_makers())


def constructions(trace: Trace) -> Iterator[Call]:
    """The builder's own constructions of single models, subclasses of the SDK's classes among them."""
    return makers.constructions(trace, model_makers())


def served_models(trace: Trace) -> tuple[ModelFacts, ...]:
    """The models behind the step's containers in their order; the parts of a ``PipelineModel`` in its place."""
    return makers.makers_behind(trace, model_makers())


def top_model(trace: Trace) -> ModelFacts | None:
    """The model that the step holds, or whose request it was made from; ``None`` where that is not known."""
    return makers.maker(trace, model_makers())


def class_framework(value: Value) -> str | None:
    """The framework that a model's class is for, through subclasses; ``None`` for the generic classes."""
    return makers.class_framework(value, model_makers())


def model_place(trace: Trace) -> Place:
    """Where the builder made its model, else its step."""
    return makers.maker_place(trace, model_makers())
