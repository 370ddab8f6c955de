"""What a builder class declares about itself: its specification, the keywords it takes, the region of its config."""

from __future__ import annotations

import contextlib
import copy
import inspect
import re
from collections.abc import Mapping
from typing import Any

from cursus_tester.configs.variants import value_of
from cursus_tester.evidence.field_names import (
    REGION_FIELDS,
    is_region,
)
from cursus_tester.evidence.interface import USUAL_KEYWORDS
from cursus_tester.evidence.scenario import Handing
from cursus_tester.evidence.specification import CARRIED_AS, looks_like_specification
from cursus_tester.observation.asked_inputs import calls_by_name
from cursus_tester.observation.signatures import parameters_of


def region_of(config: Any) -> str:
    """The AWS region of a config, from a field or a property; empty where there is none."""
    for name in REGION_FIELDS:
        with contextlib.suppress(Exception):  # A property of the team's own.
            value = value_of(config, name)
            if is_region(value):
                return str(value)
    return ""


def carried_specification(builder: object) -> object:
    """The specification object that a builder carries; ``None`` when it has none."""
    for name in CARRIED_AS:
        value = getattr(builder, name, None)
        if value is not None:
            return value
    return None


def declared_in(cls: type, module: object) -> object:
    """The specification that a class or its module holds before a builder is made; ``None`` when there is none.

    Of several in a module, the one that the class mentions.
    """
    for name in CARRIED_AS:
        value = vars(cls).get(name)
        if value is not None and looks_like_specification(value):
            return value
    held = {name: value for name, value in vars(module).items() if looks_like_specification(value)}
    mentioned = held if len({id(value) for value in held.values()}) == 1 else [n for n in held if calls_by_name(cls, n)]
    found = {id(held[name]): held[name] for name in mentioned}
    return next(iter(found.values())) if len(found) == 1 else None


#: What ``create_step`` is given where it must be given something and the scenario has nothing to give.
_NOTHING: Mapping[str, Any] = dict(zip(USUAL_KEYWORDS, ({}, {}, [], False), strict=True))


def demanded_keywords(function: Any) -> dict[str, Any]:
    """The usual keywords of ``create_step`` that a function cannot be called without, each with nothing in it."""
    try:
        parameters = parameters_of(function)
    except (TypeError, ValueError):
        return {}
    demanded = [each.name for each in parameters if each.default is each.empty]
    return {name: copy.copy(value) for name, value in _NOTHING.items() if name in demanded}


def handings_of(function: Any) -> frozenset[Handing]:
    """What ``create_step`` may be given its dependencies in, by its annotation; a list or a tuple where it has none."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return frozenset({Handing.LIST})
    declared = parameters.get("dependencies")
    if declared is None:
        declared = next((each for each in parameters.values() if each.kind is each.VAR_KEYWORD), None)
    text = str(declared.annotation) if declared is not None and declared.annotation is not declared.empty else ""
    if re.search(r"\b(?:list|List|MutableSequence|Unpack)\b", text):
        return frozenset({Handing.LIST})
    if re.search(r"\b(?:Iterable|Iterator)\b", text):
        return frozenset(Handing)
    return frozenset({Handing.LIST, Handing.TUPLE})


def accepted_keywords(function: Any) -> frozenset[str] | None:
    """The keywords that a function takes, without ``self``; ``None``: any."""
    try:
        parameters = parameters_of(function)
    except (TypeError, ValueError):
        return None
    if any(each.kind is each.VAR_KEYWORD for each in parameters):
        return None
    return frozenset(
        each.name for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ) - {"self"}
