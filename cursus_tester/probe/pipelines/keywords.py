"""Find which keywords a function reads of its ``**kwargs``."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any


def takes_keywords(function: Callable[..., Any]) -> bool:
    """Whether a function takes any keyword."""
    return any(each.kind is each.VAR_KEYWORD for each in inspect.signature(function).parameters.values())


def keywords_read(function: Callable[..., Any], parameter: str) -> Iterator[str]:
    """The keys that a function looks up in its parameter ``**parameter`` and cannot do without, in order."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return
    seen: dict[str, None] = {}
    for node in ast.walk(tree):
        key: ast.expr | None = None
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is_name(node.value, parameter):
            key = node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 1:
            key = node.args[0] if node.func.attr == "pop" and _is_name(node.func.value, parameter) else None
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            seen[key.value] = None
    yield from seen


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
