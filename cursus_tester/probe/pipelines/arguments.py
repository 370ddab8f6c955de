"""Make arguments for a function that builds a pipeline: by the names, annotations and defaults of its parameters."""

from __future__ import annotations

import argparse
import dataclasses
import enum
import inspect
import re
import typing
from collections.abc import Callable, Mapping
from typing import Any

from cursus_tester.configs.annotations import UNKNOWN, allows_none, alternatives, evaluate
from cursus_tester.evidence.build import MADE_UP
from cursus_tester.evidence.scenario import SessionKind
from cursus_tester.probe.pipelines.grounds import Grounds, Unmakeable
from cursus_tester.probe.pipelines.keywords import keywords_read
from cursus_tester.probe.pipelines.named_values import CONFIGS, Configuration, by_name
from cursus_tester.probe.pipelines.uses import hands_over_calls, name_by_use
from cursus_tester.sdk.installed import sdk
from cursus_tester.sdk.names import PREFIX
from cursus_tester.sdk.samples import sample

_OBJECT = re.compile(r"(?:^|_)(?:step|estimator|model|processor|transformer)(?:$|_)", re.IGNORECASE)


def make_arguments(function: Callable[..., Any], grounds: Grounds, *, fills_none: bool) -> dict[str, Any]:
    """Arguments for a function, by name; what has a default keeps it.

    Args:
        function: The function, or a class.
        grounds: What they are made for.
        fills_none: Whether parameters whose default is ``None`` get a value too, where their name says one.

    Raises:
        Unmakeable: Nothing is known of a parameter that has no default.
    """
    module = inspect.getmodule(function)
    grounds = dataclasses.replace(grounds, defers_calls=hands_over_calls(module))
    made: dict[str, Any] = {}
    parameters = inspect.signature(function).parameters
    for parameter in parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            continue
        if parameter.kind is parameter.VAR_KEYWORD:
            made.update({name: value for name, value in grounds.given.items() if name not in parameters})
            for name in keywords_read(function, parameter.name):
                if name not in made and name not in parameters:
                    made[name] = _known(name, make(name, UNKNOWN, grounds))
            continue
        if parameter.name in grounds.given:
            made[parameter.name] = grounds.given[parameter.name]
            continue
        annotation = evaluate(parameter.annotation, module)
        has_default = parameter.default is not parameter.empty
        if has_default and not (fills_none and parameter.default is None):
            continue
        value = make(name_by_use(function, parameter.name), annotation, grounds)
        if value is UNKNOWN and has_default:
            continue
        made[parameter.name] = _known(parameter.name, value)
    return made


def _known(name: str, value: Any) -> Any:
    if value is UNKNOWN:
        raise Unmakeable(name)
    return value


def make(name: str, annotation: Any, grounds: Grounds, depth: int = 0) -> Any:
    """A value for a parameter or field; `UNKNOWN` where neither its annotation nor its name says what it is."""
    annotation = UNKNOWN if annotation in (Any, object) else annotation
    kinds = alternatives(annotation) if annotation is not UNKNOWN else ()
    named = by_name(name, grounds)
    if named is UNKNOWN and annotation is not UNKNOWN and allows_none(annotation):
        return None
    for kind in kinds:
        found = _of_type(name, kind, named, grounds, depth)
        if found is not UNKNOWN:
            return found
    if named is not UNKNOWN and (not kinds or any(_is_of(named, kind) for kind in kinds)):
        return named
    if not kinds:
        step = _step_by_name(name, grounds)
        if step is not None:
            return step
        one = by_name(name[:-1], grounds) if name.endswith("s") else UNKNOWN
        return [one] if isinstance(one, str) else UNKNOWN
    return UNKNOWN


def _is_of(value: object, kind: Any) -> bool:
    origin = typing.get_origin(kind) or kind
    return not isinstance(origin, type) or isinstance(value, origin)


def _of_type(name: str, kind: Any, named: Any, grounds: Grounds, depth: int) -> Any:
    origin = typing.get_origin(kind) or kind
    if origin is typing.Literal:
        return typing.get_args(kind)[0]
    if not isinstance(origin, type):
        return UNKNOWN
    session = sdk().sessions.kind_of(origin)
    if session is not None:
        # One that defers what is called is a session as well, and what a caller of such code gives.
        return grounds.account.session(
            grounds.region, SessionKind.PIPELINE_SESSION if grounds.defers_calls else session
        )
    if f"{origin.__module__}.{origin.__qualname__}" == "boto3.session.Session":
        return grounds.account.boto_session(grounds.region)
    if issubclass(origin, enum.Enum):
        return next(iter(origin))
    if origin is argparse.Namespace:
        return Configuration(grounds)
    if origin is bool:
        return named if isinstance(named, bool) else False
    if origin is int:
        return named if type(named) is int else 1
    if origin is float:
        return float(named) if type(named) in (int, float) else 0.5
    if origin is str:
        return named if isinstance(named, str) else f"{MADE_UP}-{name}"
    if issubclass(origin, Mapping):
        if isinstance(named, origin):
            return named
        # A library's own mapping, such as one that reads YAML, is read like any other.
        return Configuration(grounds) if CONFIGS.search(name) or origin.__module__ != "builtins" else {}
    if origin in (list, tuple, set, frozenset):
        return _several(name, kind, origin, grounds, depth)
    step = _step_of(origin, name, grounds)
    if step is not None:
        return step
    return _object(origin, grounds, depth)


def _several(name: str, kind: Any, origin: type, grounds: Grounds, depth: int) -> Any:
    inner = typing.get_args(kind)[:1]
    if not inner or inner[0] is Any or "depend" in name or "tag" in name:
        return origin()
    one = make(re.sub(r"(?:s|_list)$", "", name), inner[0], grounds, depth + 1)
    return origin() if one is UNKNOWN else origin((one,))


def _object(cls: type, grounds: Grounds, depth: int) -> Any:
    """An object of a class of the team, such as a dataclass or a pydantic model."""
    if depth > 4 or cls.__module__ in ("builtins", "typing") or inspect.isabstract(cls):
        return UNKNOWN
    fields: dict[str, Any] = {}
    if hasattr(cls, "model_fields"):
        described = {name: (field.annotation, field.is_required()) for name, field in cls.model_fields.items()}
    elif dataclasses.is_dataclass(cls):
        module = inspect.getmodule(cls)
        described = {
            field.name: (evaluate(field.type, module), _has_no_default(field)) for field in dataclasses.fields(cls)
        }
    else:
        try:
            return cls(**make_arguments(cls, dataclasses.replace(grounds, given={}), fills_none=False))
        except Exception:  # Of a class that is no record nothing is known.
            return UNKNOWN
    for name, (annotation, is_required) in described.items():
        if is_required:
            fields[name] = make(name, annotation, grounds, depth + 1)
            if fields[name] is UNKNOWN:
                return UNKNOWN
    try:
        return cls(**fields)
    except Exception:  # It refuses what its names and annotations say.
        return UNKNOWN


def _has_no_default(field: Any) -> bool:
    return field.init and field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _step_by_name(name: str, grounds: Grounds) -> Any:
    """A step, or an object that steps are made with, for a parameter that is called one."""
    if not _OBJECT.search(name):
        return None
    session = grounds.account.session(grounds.region, SessionKind.PIPELINE_SESSION)
    return sample(None, name, session, grounds.region)


def _step_of(cls: type, name: str, grounds: Grounds) -> Any:
    """A step, or a pipeline variable, for a parameter that is annotated as one."""
    if not cls.__module__.startswith(PREFIX):
        return None
    return sample(cls, name, grounds.account.session(grounds.region, SessionKind.PIPELINE_SESSION), grounds.region)


def shown(value: object) -> str:
    """An argument as Python writes it, or what it is."""
    if isinstance(value, Configuration):
        return "a configuration made up by the names that are read of it"
    if value is None or type(value) in (str, int, float, bool, list, dict, tuple):
        text = repr(value)
        return text if len(text) <= 120 else f"{text[:117]}…"
    return f"a {type(value).__name__}"
