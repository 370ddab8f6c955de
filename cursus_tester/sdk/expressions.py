"""Objects of the SDK as Python would make them, so that the same text runs in a scenario and stands in its script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """An object of a class: ``cls(*positional, **arguments)``. Arguments may hold expressions, in containers too."""

    cls: type
    positional: tuple[Any, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCall:
    """A call of a method of a new object: ``receiver.method(*positional, **arguments)``."""

    receiver: New
    method: str
    positional: tuple[Any, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyReference:
    """What a step will yield: ``step.properties`` and the rest of the path."""

    #: The step's name.
    step: str
    #: Such as ``.ModelArtifacts.S3ModelArtifacts``.
    path: str


def evaluate(expression: Any) -> Any:
    """The object that an expression makes; lists and dictionaries element by element; anything else as it is."""
    match expression:
        case New():
            return expression.cls(*_all(expression.positional), **_each(expression.arguments))
        case MethodCall():
            method = getattr(evaluate(expression.receiver), expression.method)
            return method(*_all(expression.positional), **_each(expression.arguments))
    # Only plain containers: pipeline variables and sessions pass as they are.
    if type(expression) is list:
        return _all(expression)
    return _each(expression) if type(expression) is dict else expression


def _all(values: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [evaluate(each) for each in values]


def _each(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: evaluate(each) for key, each in values.items()}
