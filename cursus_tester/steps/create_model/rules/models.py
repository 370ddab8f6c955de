"""Which model objects a builder's step serves, and what the builder said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.trace import Call, ModelFacts, Trace, Value
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.subject import Place
from cursus_tester.sdk.names import LIBRARY_LOGGERS, MODEL, MODEL_CLASSES, PIPELINE_MODEL, SESSION
from cursus_tester.source.builder_source import Source
from cursus_tester.steps.create_model.pattern import observed_pattern

RETRIEVE = "image_uris.retrieve"

#: The causes of findings that several rules have on the same thing (`cursus_tester.results.explanations`).
ROLE_CAUSE = "role"
SESSION_CAUSE = "session"

_FRAMEWORKS_BY_NAME: Mapping[str, str] = {
    "huggingface": "huggingface",
    "mxnet": "mxnet",
    "pytorch": "pytorch",
    "scikitlearn": "sklearn",
    "sklearn": "sklearn",
    "tensorflow": "tensorflow",
    "xgboost": "xgboost",
}


def judges_pattern_a(source: Source, traces: Traces | None) -> None:
    """Leave out builders whose estimator makes the model.

    Raises:
        NotApplicable: Every step is built from a request (`step_args`) that comes from an estimator, which chooses the
            image.
    """
    if uses_estimator(source, traces) and observed_pattern(source, traces) == "B":
        raise NotApplicable("the rule is about Pattern A; this builder makes its model from an estimator (Pattern B)")


def judges_pattern_b(source: Source, traces: Traces | None) -> None:
    """Leave out builders that pass a model object to their step.

    Raises:
        NotApplicable: The step is not built from a request (`step_args`).
    """
    if observed_pattern(source, traces) != "B":
        raise NotApplicable("the rule is about Pattern B; this builder passes no request (step_args) to its step")


def uses_estimator(source: Source, traces: Traces | None) -> bool:
    """Whether the builder calls an estimator's ``create_model()``."""
    return bool(source.method_calls("create_model")) or any(
        any(estimator_calls(trace)) for trace in (traces.all if traces is not None else ())
    )


def estimator_calls(trace: Trace) -> Iterator[Call]:
    """The builder's calls of ``create_model()`` on estimators."""
    for call in trace.calls:
        is_create_model = call.target.endswith(".create_model") and not call.is_nested
        if is_create_model and call.receiver is not None and not call.receiver.is_a(SESSION):
            yield call


def constructions(trace: Trace) -> Iterator[Call]:
    """The builder's own constructions of model objects, subclasses of the SDK's classes among them."""
    for call in trace.calls:
        if call.is_nested or "." in call.target:
            continue
        if call.target in MODEL_CLASSES or (call.result is not None and call.result.is_a(MODEL)):
            yield call


def own_retrievals(trace: Trace) -> Iterator[Call]:
    """The builder's own calls of ``image_uris.retrieve``."""
    for call in trace.calls_to(RETRIEVE):
        if call.place is not None:
            yield call


def served_models(trace: Trace) -> tuple[ModelFacts, ...]:
    """The models behind the step's containers in their order; the parts of a ``PipelineModel`` in its place.

    Of a step made from a request these are the models that were asked for a container definition.
    """
    by_identity = {model.value.identity: model for model in trace.models}
    top = top_model(trace)
    if top is None:
        return ()
    if top.value.is_a(PIPELINE_MODEL):
        return tuple(by_identity[part] for part in top.parts if part in by_identity)
    return (top,)


def top_model(trace: Trace) -> ModelFacts | None:
    """The model that the step holds, or whose request it was made from; ``None`` where that is not known."""
    by_identity = {model.value.identity: model for model in trace.models}
    if trace.step is not None and trace.step.model in by_identity:
        return by_identity[trace.step.model]
    asked = [
        call.receiver.identity
        for call in trace.calls
        if not call.is_nested and call.receiver is not None and re.search(r"\.(create|\w*container_def)$", call.target)
    ]
    return next((by_identity[identity] for identity in reversed(asked) if identity in by_identity), None)


def given_sessions(trace: Trace) -> frozenset[int]:
    """Identities of the session that the builder was given, and of those made of its boto session by name."""
    made = {
        call.result.identity: call.arguments["boto_session"].identity
        for call in trace.calls
        if call.result is not None and call.result.is_a(SESSION) and "boto_session" in call.arguments
    }
    session = trace.session.identity if trace.session is not None else 0
    boto_session = made.get(session, 0)
    return frozenset({session, *(each for each, boto in made.items() if boto and boto == boto_session)})


def class_framework(value: Value) -> str | None:
    """The framework that a model's class is for, through subclasses; ``None`` for the generic classes."""
    names = (each.rsplit(".", 1)[-1] for each in (value.type, *value.bases))
    return next((framework for name in names if (framework := MODEL_CLASSES.get(name))), None)


def declared_framework(builder: Builder | None, class_name: str) -> str | None:
    """The framework that the specification declares, else the one that the class's name mentions."""
    declared = builder.specification.framework if builder is not None and builder.specification is not None else None
    return (_FRAMEWORKS_BY_NAME.get(_plain(declared), declared) if declared else None) or framework_named(class_name)


def framework_named(text: str) -> str | None:
    """The framework that a class's name mentions; ``None`` when it mentions none."""
    return next((framework for name, framework in _FRAMEWORKS_BY_NAME.items() if name in _plain(text)), None)


def _plain(text: str) -> str:
    return re.sub(r"xgb(?!oost)", "xgboost", re.sub(r"[\s_-]", "", text.lower()))


def announced(trace: Trace, words: str) -> bool:
    """Whether the builder logged or warned that it ignores what `words`, a pattern, stands for."""
    return any(
        re.search(words, record.message, re.IGNORECASE)
        and not record.logger.startswith(LIBRARY_LOGGERS)
        and (
            record.level.endswith(("WARNING", "Warning", "ERROR")) or re.search(_IGNORED, record.message, re.IGNORECASE)
        )
        for record in trace.logs
    )


_IGNORED = (
    r"ignor|unsupported|not support|no effect|skip|drop|retired|cannot|can't|unused|not used|discard|not appl|disregard"
    r"|no way|not hand|not pass|does not|without"
)


def refused(trace: Trace) -> bool:
    """Whether the scenario ended in an exception before the pipeline was compiled."""
    return trace.problem is not None and trace.step is None


def text_argument(call: Call, name: str) -> Any:
    """The plain value of an argument; ``None`` when it was not given."""
    value = call.arguments.get(name)
    return value.data if value is not None else None


def model_place(trace: Trace) -> Place:
    """Where the builder made its model, else its step."""
    places = [call.place for call in (*constructions(trace), *estimator_calls(trace)) if call.place is not None]
    return places[0] if places else step_place(trace)
