"""Which definitions of a name reach the place where it is used."""

from __future__ import annotations

import ast

from cursus_tester.source.names.bindings import (
    UNDECIDED,
    Definitions,
    anywhere,
    bind,
    in_sequence,
    initial,
    relevant_statements,
    union,
)
from cursus_tester.source.names.flow import Flow, Undecidable
from cursus_tester.source.names.scopes import Position, Scope


class ReachingDefinitions:
    """The definitions that reach each use of a name, each question answered once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str, int], Definitions] = {}

    def of(self, name: str, position: Position) -> Definitions:
        """The definitions that `name` may have where it is used; empty when the module does not bind it."""
        if name in position.shadowed:
            return (UNDECIDED,)
        start: Scope | None = position.scope
        scope, is_declared_global = start, False
        while scope is not None:
            visible = scope is start or not isinstance(scope.node, ast.ClassDef)
            if visible and name in scope.facts.declared_global:
                is_declared_global = True
            elif visible and name in scope.facts.bound:
                found = self.in_scope(scope, name, position.statement if scope is start else None)
                if found or not isinstance(scope.node, ast.ClassDef):
                    return (*found, UNDECIDED) if is_declared_global else found
            scope = scope.parent
        return ()

    def in_scope(self, scope: Scope, name: str, statement: ast.stmt | None) -> Definitions:
        """The definitions in `scope` that reach `statement`, or code that runs later for ``None``."""
        if scope.parent is None:
            found = self.before(scope, name, statement)
            return (*found, UNDECIDED) if name in scope.outline.rebound_globals else found
        if statement is not None or isinstance(scope.node, ast.ClassDef):
            return self.before(scope, name, statement)
        # A nested function runs at a time of its own: any assignment of the function around may be the last.
        return anywhere(scope, name)

    def before(self, scope: Scope, name: str, statement: ast.stmt | None) -> Definitions:
        """The definitions of `name` that may hold just before `statement`; at the end of the scope for ``None``."""
        key = (id(scope), name, id(statement))
        if key not in self._known:
            plain = in_sequence(scope, name, statement)
            self._known[key] = through_branches(scope, name, statement) if plain is None else plain
        return self._known[key]


def through_branches(scope: Scope, name: str, statement: ast.stmt | None) -> Definitions:
    """The definitions of `name` just before `statement`, through branches and loops."""
    flow = Flow[Definitions](
        name=name,
        relevant=relevant_statements(scope, name, statement),
        target=statement,
        apply=lambda each, state: bind(each, state, name, scope.module),
        merge=union,
    )
    try:
        end = flow.block(scope.node.body, initial(scope, name))
        found = end if statement is None else flow.reached
        return anywhere(scope, name) if found is None else found
    except Undecidable:
        return (UNDECIDED,)
