"""What stands below a node of a syntax tree: rules ask for the same trees again and again."""

from __future__ import annotations

import ast
import functools


@functools.cache
def nodes_of(node: ast.AST) -> tuple[ast.AST, ...]:
    """`node` and everything below it, as `ast.walk` gives them. Trees are read once and never changed."""
    return tuple(ast.walk(node))
