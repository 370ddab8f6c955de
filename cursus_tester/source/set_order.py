"""Find code whose result may depend on the hash seed: it iterates over sets, or calls ``hash`` or ``id``.

An over-estimate, by the text of single modules. Sets that a library makes are missed, and those that come from another
module under another name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cursus_tester.source.builder_source import Source

_MAKERS = frozenset({"set", "frozenset"})
_METHODS = frozenset({"difference", "intersection", "symmetric_difference", "union"})
_OPERATORS = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub)
#: Calls whose result is the same in whatever order they get the elements.
_UNORDERED = frozenset({"all", "any", "bool", "frozenset", "isinstance", "len", "max", "min", "set", "sorted"})
_UNORDERED_METHODS = _METHODS | {"add", "discard", "isdisjoint", "issubset", "issuperset", "remove", "update"}
_COMPREHENSIONS = (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)


def depends_on_hash_seed(tree: ast.Module) -> bool:
    """Whether something in a module may be another with another hash seed."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    if any(call.func.id in ("hash", "id") for call in calls if isinstance(call.func, ast.Name)):
        return True
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    names = _names_of_sets(tree)
    return any(_is_ordered(node, parents) for node in ast.walk(tree) if _is_set(node, names))


def lists_a_set(source: Source, value: ast.expr) -> bool:
    """Whether a value is a list that is made of a set in its order, as far as the source decides that."""
    if isinstance(value, ast.Name) and _is_sorted_in_place(source, value.id):
        return False
    for origin in source.origins(value) or (value,):
        match origin:
            case ast.Call(func=ast.Name(id="list" | "tuple"), args=[made]):
                parts = [made]
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                parts = [each.value for each in elements if isinstance(each, ast.Starred)]
            case ast.ListComp(generators=[ast.comprehension(iter=made), *_]):
                parts = [made]
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                if lists_a_set(source, left) or lists_a_set(source, right):
                    return True
                continue
            case _:
                continue
        if any(_is_set(each, frozenset()) for part in parts for each in source.origins(part) or (part,)):
            return True
    return False


def _is_sorted_in_place(source: Source, name: str) -> bool:
    """Whether a list of that name is sorted once it is made."""
    for scope in source.scopes:
        for statement in scope.facts.statements:
            match statement:
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="sort"))):
                    if owner == name:
                        return True
    return False


def _names_of_sets(tree: ast.Module) -> frozenset[str]:
    """Names of variables, attributes and functions that hold or return a set somewhere in the module."""
    names: frozenset[str] = frozenset()
    for _ in range(3):  # Sets that are made of sets.
        names = names | frozenset(_named(tree, names))
    return names


def _named(tree: ast.Module, names: frozenset[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_set(node.value, names):
            yield from (_name(target) for target in node.targets)
        elif isinstance(node, ast.AnnAssign) and (_says_set(node.annotation) or _is_set(node.value, names)):
            yield _name(node.target)
        elif isinstance(node, ast.arg) and _says_set(node.annotation):
            yield node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            returned = (each.value for each in ast.walk(node) if isinstance(each, ast.Return))
            if _says_set(node.returns) or any(_is_set(value, names) for value in returned):
                yield node.name


def _says_set(annotation: ast.expr | None) -> bool:
    found = ast.walk(annotation) if annotation is not None else ()
    return any(_name(node) in ("set", "frozenset", "Set", "FrozenSet", "AbstractSet", "MutableSet") for node in found)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_set(node: ast.AST | None, names: frozenset[str]) -> bool:
    if isinstance(node, (ast.Set, ast.SetComp)):
        return True
    if isinstance(node, ast.Call):
        return _name(node.func) in _MAKERS | _METHODS | (names - {""})
    if isinstance(node, ast.BinOp) and isinstance(node.op, _OPERATORS):
        return any(_is_set(each, names) or _is_view(each) for each in (node.left, node.right))
    return isinstance(node, (ast.Name, ast.Attribute)) and _name(node) in names and isinstance(node.ctx, ast.Load)


def _is_view(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _name(node.func) in ("keys", "items")


def _is_ordered(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the order of a set's elements may show where the set is used."""
    parent = parents.get(node)
    if isinstance(parent, (ast.For, ast.AsyncFor)):
        return parent.iter is node
    if isinstance(parent, ast.comprehension):
        made = parents.get(parent)
        return isinstance(made, _COMPREHENSIONS) and not isinstance(made, ast.SetComp) and _is_ordered(made, parents)
    if isinstance(parent, ast.Call):
        return parent.func is not node and _name(parent.func) not in _UNORDERED | _UNORDERED_METHODS
    if isinstance(parent, ast.Attribute):
        call = parents.get(parent)
        is_method = isinstance(call, ast.Call) and call.func is parent
        return parent.attr == "pop" and is_method
    if isinstance(node, (ast.ListComp, ast.DictComp, ast.GeneratorExp)):
        # What is made of a set in its order goes anywhere from here.
        return True
    return isinstance(parent, (ast.Starred, ast.FormattedValue, ast.keyword, ast.Dict, ast.List, ast.Tuple, ast.Yield))
