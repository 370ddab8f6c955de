"""Evaluate annotations of an imported module: resolve strings, unpack ``Optional`` and ``Annotated``."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import types
import typing
from collections.abc import Iterator
from types import ModuleType
from typing import Any

#: Marks a missing annotation, and one that cannot be resolved.
UNKNOWN: Any = inspect.Parameter.empty


def evaluate(annotation: Any, module: ModuleType | None) -> Any:
    """`annotation` with its strings resolved in `module`, imports under ``TYPE_CHECKING`` included; else `UNKNOWN`."""
    if annotation is UNKNOWN:
        return UNKNOWN

    def holder() -> None: ...

    holder.__annotations__ = {"it": annotation}
    known = dict(vars(module)) if module is not None else {}
    for _ in range(10):
        try:
            return typing.get_type_hints(holder, globalns=known, include_extras=True)["it"]
        except NameError as error:
            found = _imported_for_typing(module, error.name or "")
            if found is UNKNOWN:
                return UNKNOWN
            known[error.name or ""] = found
        except Exception:  # Whatever evaluating the team's annotation raises: it says nothing then.
            return UNKNOWN
    return UNKNOWN


def _imported_for_typing(module: ModuleType | None, name: str) -> Any:
    """What `name` is in an import that `module` makes for type checkers only; `UNKNOWN` when it makes none."""
    if module is None:
        return UNKNOWN
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError, SyntaxError):
        return UNKNOWN
    for node in ast.walk(tree):
        for alias in node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else ():
            if (alias.asname or alias.name.split(".")[0]) != name:
                continue
            try:
                if isinstance(node, ast.ImportFrom):
                    target = "." * node.level + (node.module or "")
                    return getattr(importlib.import_module(target, module.__package__), alias.name)
                return importlib.import_module(alias.name if alias.asname else name)
            except Exception:  # The team's module, run where it never ran before.
                return UNKNOWN
    return UNKNOWN


def hints_of(cls: type) -> dict[str, Any]:
    """The annotated names of a class and its ancestors, base first; `UNKNOWN` where one cannot be resolved."""
    hints: dict[str, Any] = {}
    for each in reversed(cls.__mro__):
        module = inspect.getmodule(each)
        for name, annotation in vars(each).get("__annotations__", {}).items():
            hint = evaluate(annotation, module)
            if typing.get_origin(hint) is not typing.ClassVar and hint is not typing.ClassVar:
                hints[name] = hint
    return hints


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types that an annotation allows, without ``None``: through unions, ``Annotated``, new types, variables."""
    return tuple(each for each in _parts(annotation) if each not in (None, type(None)))


def allows_none(annotation: Any) -> bool:
    """Whether ``None`` is among the types."""
    return any(each in (None, type(None)) for each in _parts(annotation))


def _parts(annotation: Any) -> Iterator[Any]:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation is UNKNOWN:
        return
    if origin in (typing.Union, types.UnionType):
        for each in arguments:
            yield from _parts(each)
    elif origin in (typing.Annotated, typing.Final) or getattr(origin, "_name", None) in (
        "Required",
        "NotRequired",
        "ReadOnly",
    ):
        yield from _parts(arguments[0])
    elif isinstance(annotation, dataclasses.InitVar):
        yield from _parts(annotation.type)
    elif isinstance(annotation, typing.TypeVar):
        for each in annotation.__constraints__ or ((annotation.__bound__,) if annotation.__bound__ else ()):
            yield from _parts(each)
    elif hasattr(annotation, "__supertype__") or hasattr(annotation, "__value__"):
        # typing.NewType, and the ``type`` statement of Python 3.12.
        yield from _parts(getattr(annotation, "__supertype__", None) or annotation.__value__)
    else:
        yield annotation


def is_not_required(annotation: Any) -> bool:
    """Whether a ``TypedDict``'s key may be left out by its own annotation."""
    return getattr(typing.get_origin(annotation), "_name", None) == "NotRequired"


def is_required(annotation: Any) -> bool:
    """Whether a ``TypedDict``'s key must be there by its own annotation."""
    return getattr(typing.get_origin(annotation), "_name", None) == "Required"
