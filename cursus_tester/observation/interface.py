"""List the methods of a builder class, and call one of them."""

from __future__ import annotations

import dis
import inspect
from types import CodeType
from typing import Any

from cursus_tester.evidence.interface import MethodResult
from cursus_tester.observation.describe import qualified_name, text_of
from cursus_tester.observation.signatures import parameters_of


def methods_of(cls: type) -> frozenset[str]:
    """Names of the callables in the class and its ancestors, those that are still abstract left out."""
    names = {name for each in cls.__mro__[:-1] for name, value in vars(each).items() if _is_callable(value)}
    return frozenset(names - getattr(cls, "__abstractmethods__", frozenset()))


def _is_callable(value: object) -> bool:
    return callable(value) or isinstance(value, (classmethod, staticmethod, property))


def awaits(code: CodeType) -> bool:
    """Whether the code of a coroutine awaits anything."""
    return any(each.opname == "GET_AWAITABLE" for each in dis.get_instructions(code))


def call_with_nothing(builder: Any, method: str) -> MethodResult | None:
    """The result of a method with an empty dictionary or no argument; ``None`` where it requires other arguments."""
    if not callable(inspect.getattr_static(builder, method, None)):
        return None
    function = getattr(builder, method)
    try:
        parameters = parameters_of(function)
    except (TypeError, ValueError):
        return None
    wanted = [each for each in parameters if each.default is each.empty and each.kind not in (2, 4)]
    if len(wanted) > 1:
        return None
    named = [each for each in parameters if each.kind not in (2, 4)]
    try:
        if named and named[0].kind is inspect.Parameter.KEYWORD_ONLY:
            returned = function(**{named[0].name: {}})
        else:
            returned = function({}) if named else function()
    except Exception as error:
        return MethodResult(returned="", raised=f"{qualified_name(type(error))}: {text_of(error)}")
    return MethodResult(returned="None" if returned is None else qualified_name(type(returned)))
