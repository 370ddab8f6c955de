"""Pipeline expressions in a compiled definition."""

from __future__ import annotations

from collections.abc import Mapping

#: How a pipeline expression begins in a definition.
_EXPRESSIONS = frozenset({"Get", "Std:Join", "Std:JsonGet"})


def is_expression(value: object) -> bool:
    """Whether `value` is a pipeline expression, which only a pipeline run resolves."""
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _EXPRESSIONS
