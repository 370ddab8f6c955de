"""Which objects of the SDK make a builder's step, and what the builder said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Call, ModelFacts, Trace, Value
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.subject import Place
from cursus_tester.sdk.names import LIBRARY_LOGGERS, RETRIEVE, SESSION
from cursus_tester.source.builder_source import Source
from cursus_tester.step_pack import StepPack

_FRAMEWORKS_BY_NAME: Mapping[str, str] = {
    "huggingface": "huggingface",
    "mxnet": "mxnet",
    "pytorch": "pytorch",
    "scikitlearn": "sklearn",
    "sklearn": "sklearn",
    "tensorflow": "tensorflow",
    "xgboost": "xgboost",
}


def makers_of(pack: StepPack) -> Makers:
    """The makers that a pack names.

    Raises:
        NotApplicable: It names none: steps of this type are not made with such objects.
    """
    if pack.makers is None:
        raise NotApplicable(f"a {pack.name} step runs no container of the builder's choice")
    return pack.makers


def judges_image(makers: Makers, source: Source, traces: Traces | None) -> None:
    """Leave out builders that leave the choice of the image to something else.

    Raises:
        NotApplicable: The builder is one, or steps of the type run no such image.
    """
    reason = makers.leaves_image(source, traces) if makers.leaves_image is not None else ""
    if reason:
        raise NotApplicable(reason)
    if not makers.image_scopes:
        raise NotApplicable(f"a {makers.noun} names no image")


def constructions(trace: Trace, makers: Makers) -> Iterator[Call]:
    """The builder's own constructions of makers, subclasses of the SDK's classes among them."""
    for call in trace.calls:
        if call.is_nested or "." in call.target:
            continue
        if call.target in makers.frameworks or (call.result is not None and call.result.is_a(*makers.classes)):
            yield call


def factory_calls(trace: Trace, makers: Makers) -> Iterator[Call]:
    """The builder's calls of methods of other objects that return a maker."""
    endings = tuple(f".{name}" for name in makers.factories)
    for call in trace.calls:
        is_factory = call.target.endswith(endings) and not call.is_nested
        if is_factory and call.receiver is not None and not call.receiver.is_a(SESSION):
            yield call


def own_retrievals(trace: Trace) -> Iterator[Call]:
    """The builder's own calls of ``image_uris.retrieve``."""
    for call in trace.calls_to(RETRIEVE):
        if call.place is not None:
            yield call


def maker(trace: Trace, makers: Makers) -> ModelFacts | None:
    """The object that the step holds, or whose request it was made from; ``None`` where that is not known."""
    by_identity = {each.value.identity: each for each in trace.models}
    if trace.step is not None and trace.step.model in by_identity:
        return by_identity[trace.step.model]
    asked = [
        call.receiver.identity
        for call in trace.calls
        if not call.is_nested and call.receiver is not None and call.target.endswith(makers.methods)
    ]
    return next((by_identity[identity] for identity in reversed(asked) if identity in by_identity), None)


def makers_behind(trace: Trace, makers: Makers) -> tuple[ModelFacts, ...]:
    """The objects behind the step's containers in their order; the parts of one that has parts in its place.

    Of a step made from a request these are the ones that were asked for it.
    """
    by_identity = {each.value.identity: each for each in trace.models}
    top = maker(trace, makers)
    if top is None:
        return ()
    if top.value.is_a(*makers.composites):
        return tuple(by_identity[part] for part in top.parts if part in by_identity)
    return (top,)


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


def class_framework(value: Value, makers: Makers) -> str | None:
    """The framework that a maker's class is for, through subclasses; ``None`` for the generic classes."""
    names = (each.rsplit(".", 1)[-1] for each in (value.type, *value.bases))
    return next((framework for name in names if (framework := makers.frameworks.get(name))), None)


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


def maker_place(trace: Trace, makers: Makers | None) -> Place:
    """Where the builder made the object that makes its step, else its step."""
    calls = (*constructions(trace, makers), *factory_calls(trace, makers)) if makers is not None else ()
    places = [call.place for call in calls if call.place is not None]
    return places[0] if places else step_place(trace)
