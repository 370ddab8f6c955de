"""Every import of a module, with its place and the absolute name of what it imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cursus_tester.results.subject import Place
from cursus_tester.source.modules import Module
from cursus_tester.source.names.bindings import absolute_module
from cursus_tester.source.names.scopes import outline_of


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
