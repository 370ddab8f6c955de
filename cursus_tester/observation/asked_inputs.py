"""Find the input names that a builder reads: in the constants of its compiled functions, and while it runs."""

from __future__ import annotations

import dis
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType, MethodType
from typing import Any

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def mentioned_names(cls: type, holds: Callable[[str], bool]) -> tuple[str, ...]:
    """Every string in the functions of the team's code that could be the name of an input, sorted."""
    modules = {each.__module__ for each in cls.__mro__}
    holders = [*cls.__mro__, *(sys.modules[name] for name in sorted(modules) if name in sys.modules)]
    codes = {code for holder in holders for code in codes_in(holder)}
    found = {name for code in codes if holds(code.co_filename) for name in _texts(code)}
    return tuple(sorted(name for name in found if is_name(name)))


class WatchedInputs(dict[str, Any]):
    """Inputs that remember which names were looked up and not found; true although empty, so that they are kept."""

    def __init__(self, given: Mapping[str, Any], not_found: list[str]) -> None:
        super().__init__(given)
        self._not_found = not_found

    def __bool__(self) -> bool:
        return True

    def __contains__(self, name: object) -> bool:
        return self._is_found(name)

    def __missing__(self, name: str) -> Any:
        self._is_found(name)
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """What was given of that name."""
        return super().__getitem__(name) if self._is_found(name) else default

    def pop(self, name: str, *default: Any) -> Any:
        """What was given of that name, and remove it."""
        self._is_found(name)
        return super().pop(name, *default)

    def _is_found(self, name: object) -> bool:
        found = super().__contains__(name)
        if not found and isinstance(name, str) and is_name(name):
            self._not_found.append(name)
        return found


def watched(arguments: dict[str, Any], not_found: list[str] | None, accepted: frozenset[str] | None) -> dict[str, Any]:
    """Keywords for ``create_step`` whose inputs remember in `not_found` what was looked up in vain.

    Args:
        arguments: The keywords.
        not_found: Where the names go; ``None``: nobody wants to know, and the keywords stay as they are.
        accepted: The keywords that it takes; ``None``: any.
    """
    if not_found is None or not (accepted is None or "inputs" in accepted):
        return arguments
    return {**arguments, "inputs": WatchedInputs(arguments.get("inputs") or {}, not_found)}


def is_name(text: str) -> bool:
    """Whether a text could be the name of an input."""
    return _NAME.fullmatch(text) is not None and len(text) < 64


def calls_by_name(cls: type, name: str) -> bool:
    """Whether a method of the class or of an ancestor mentions the attribute or function `name`."""
    return any(name in code.co_names for each in cls.__mro__ for code in codes_in(each))


def codes_in(holder: Any) -> Iterator[CodeType]:
    """The code of the functions that a class or module holds."""
    for value in tuple(vars(holder).values()):
        function = getattr(value, "__func__", value) if not isinstance(value, property) else value.fget
        if isinstance(function, MethodType):
            function = function.__func__
        if isinstance(function, FunctionType):
            yield function.__code__


def _texts(code: CodeType) -> Iterator[str]:
    keywords = set(_keywords(code))
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _texts(constant)
        elif isinstance(constant, (tuple, frozenset)) and constant not in keywords:
            yield from (each for each in constant if isinstance(each, str))


def _keywords(code: CodeType) -> Iterator[Any]:
    """The constants that name the keywords of calls: up to Python 3.10 and since 3.13 loaded before the call."""
    before = None
    for instruction in dis.get_instructions(code):
        if instruction.opname == "KW_NAMES":
            yield code.co_consts[instruction.arg or 0]
        elif instruction.opname in ("CALL_FUNCTION_KW", "CALL_KW") and before is not None:
            yield before.argval
        before = instruction
