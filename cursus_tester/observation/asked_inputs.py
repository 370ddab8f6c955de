"""Find the input names that a builder's code may read, in the constants of its compiled functions."""

from __future__ import annotations

import dis
import re
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, MethodType
from typing import Any

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def mentioned_names(cls: type, holds: Callable[[str], bool]) -> tuple[str, ...]:
    """Every string in the functions of the team's code that could be the name of an input, sorted."""
    modules = {each.__module__ for each in cls.__mro__}
    holders = [*cls.__mro__, *(sys.modules[name] for name in sorted(modules) if name in sys.modules)]
    codes = {code for holder in holders for code in codes_in(holder)}
    found = {name for code in codes if holds(code.co_filename) for name in _texts(code)}
    return tuple(sorted(name for name in found if _NAME.fullmatch(name) and len(name) < 64))


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
