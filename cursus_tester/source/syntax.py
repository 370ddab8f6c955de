"""What stands below a node of a syntax tree: rules ask for the same trees again and again."""

from __future__ import annotations

import ast

#: Where the nodes below a node are kept: on the node itself, so that they go when it goes.
_KEPT = "all_nodes"
#: Fields that hold text, or a mark such as ``ast.Load`` in which nothing stands.
_WITHOUT_NODES = frozenset(
    {"arg", "asname", "attr", "conversion", "ctx", "id", "is_async", "kind", "level", "module", "op", "ops"}
    | {"rest", "simple", "tag", "type_comment"}
)
#: The fields of each kind of node that may hold nodes, as far as they were asked for.
_fields: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}


def all_nodes(node: ast.AST) -> tuple[ast.AST, ...]:
    """`node` and everything below it but marks, in the order of `ast.walk`. Trees are read once and never changed."""
    found: tuple[ast.AST, ...] | None = node.__dict__.get(_KEPT)
    if found is None:
        walked = [node]
        for each in walked:
            walked += child_nodes(each)
        found = node.__dict__[_KEPT] = tuple(walked)
    return found


def child_nodes(node: ast.AST) -> list[ast.AST]:
    """The nodes directly inside a node but marks, in their order. `ast.iter_child_nodes` takes longer."""
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
    """A node as it would be written; ``…`` where that is nested more deeply than Python can follow."""
    try:
        return ast.unparse(node)
    except RecursionError:
        return "…"
