"""Every import of a module, with its place and the absolute name of what it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cursus_tester.results.subject import Place
from cursus_tester.source.modules import Module
from cursus_tester.source.names.bindings import absolute_module
from cursus_tester.source.names.scopes import outline_of
from cursus_tester.source.syntax import all_nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported name."""

    #: Absolute; as written where dots lead out of the topmost package.
    module: str
    #: Empty for ``import module``; ``*`` for a star import.
    name: str
    #: The name it is bound to by ``as``; empty without.
    alias: str
    place: Place


def module_imports(module: Module) -> tuple[Import, ...]:
    """Every import of `module`, at any depth, in the order of lines."""
    statements = (each for scope in outline_of(module).root.walk() for each in scope.facts.statements)
    imports = (each for each in statements if isinstance(each, ast.Import | ast.ImportFrom))
    found = [imported for each in imports for imported in _imports(each, module)]
    return tuple(sorted(found, key=lambda each: (each.place.line, each.place.column)))


def _imports(node: ast.Import | ast.ImportFrom, module: Module) -> Iterator[Import]:
    for alias in node.names:
        if isinstance(node, ast.Import):
            yield Import(module=alias.name, name="", alias=alias.asname or "", place=module.place(alias))
        else:
            source = absolute_module(node, module)
            if source is None:
                source = "." * node.level + (node.module or "")
            yield Import(module=source, name=alias.name, alias=alias.asname or "", place=module.place(alias))


def attribute_uses(module: Module, package: str) -> tuple[Import, ...]:
    """What `module` reads of a package that it imports by ``import package``, each once, in the order of lines.

    ``package.steps.Step(…)`` is the name ``steps.Step`` of the module ``package``.
    """
    bound = {
        each.alias or each.module.partition(".")[0]: each.module if each.alias else package
        for each in module_imports(module)
        if not each.name and each.module.partition(".")[0] == package
    }
    if not bound:
        return ()
    nodes = all_nodes(module.tree)
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    found: dict[tuple[str, str], Import] = {}
    for node in nodes:
        root, names = _chain(node)
        if isinstance(node, ast.Attribute) and id(node) not in inner and root in bound:
            used = Import(module=bound[root], name=names, alias="", place=module.place(node))
            found.setdefault((used.module, used.name), used)
    return tuple(sorted(found.values(), key=lambda each: (each.place.line, each.place.column)))


def _chain(node: ast.AST) -> tuple[str, str]:
    """The name that a chain of attributes starts from, and the attributes, dotted; empty where it is no such chain."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    return (node.id, ".".join(reversed(attributes))) if isinstance(node, ast.Name) else ("", "")
