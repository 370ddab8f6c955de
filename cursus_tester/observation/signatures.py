"""The parameters of functions, looked up once: each build asks for those of the same few methods."""

from __future__ import annotations

import functools
import inspect
from types import FunctionType, MethodType
from typing import Any


def parameters_of(function: Any) -> tuple[inspect.Parameter, ...]:
    """The parameters that ``inspect.signature`` finds.

    Raises:
        TypeError, ValueError: It finds none.
    """
    if type(function) is FunctionType:
        return _parameters(function, False)
    if type(function) is MethodType and type(function.__func__) is FunctionType:
        # Not by the object that it is bound to, which need not be able to hash.
        return _parameters(function.__func__, True)
    return tuple(inspect.signature(function).parameters.values())


@functools.lru_cache(maxsize=256)
def _parameters(function: FunctionType, is_bound: bool) -> tuple[inspect.Parameter, ...]:
    bound = MethodType(function, function) if is_bound else function
    return tuple(inspect.signature(bound).parameters.values())
