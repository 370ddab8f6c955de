"""Walk syntax trees quickly: rules walk the same trees again and again."""

from __future__ import annotations

import ast

#: The attribute of a node that keeps the nodes below it, so that they are freed together.
_KEPT = "all_nodes"
#: Fields that hold strings, numbers or markers such as ``ast.Load``.
_WITHOUT_NODES = frozenset(
    {"arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "level", "module", "op", "ops"}
    | {"rest", "simple", "tag", "type_comment"}
)
#: The fields that may hold nodes, by kind of node.
_fields: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}


def all_nodes(node: ast.AST) -> tuple[ast.AST, ...]:
    """`node` and all nodes below it, without markers, in the order of `ast.walk`. The tree must not change later."""
    found: tuple[ast.AST, ...] | None = node.__dict__.get(_KEPT)
    if found is None:
        walked = [node]
        for each in walked:
            walked += child_nodes(each)
        found = node.__dict__[_KEPT] = tuple(walked)
    return found


def child_nodes(node: ast.AST) -> list[ast.AST]:
    """The nodes directly inside a node, without markers, in order. Faster than `ast.iter_child_nodes`."""
    kind = type(node)
    if kind not in _fields:
        _fields[kind] = tuple(name for name in kind._fields if name not in _WITHOUT_NODES)
    found: list[ast.AST] = []
    for name in _fields[kind]:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [each for each in value if isinstance(each, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def source_text(node: ast.AST) -> str:
    """The source text of a node; ``…`` where it is nested too deeply for `ast.unparse`."""
    try:
        return ast.unparse(node)
    except RecursionError:
        return "…"
