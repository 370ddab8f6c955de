"""Which scope and statement each expression of a module stands in, and which statements mention a name.

A scope is read when it is first asked for, so that a module costs little as long as nobody looks into its functions.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cursus_tester.evidence.reading.modules import Module

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = ast.Module | ast.ClassDef | FunctionNode

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScopeFacts:
    """What stands in a scope itself, not in the functions and classes defined inside it."""

    #: Statements that mention or bind a name, by that name.
    mentions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    #: Names that are bound somewhere in the scope and so are local to it.
    bound: set[str] = field(default_factory=set)
    #: Names declared ``global`` or ``nonlocal``.
    borrowed: set[str] = field(default_factory=set)
    calls: list[ast.Call] = field(default_factory=list)
    returns: list[ast.Return] = field(default_factory=list)
    #: ``yield`` and ``yield from``.
    yields: list[ast.expr] = field(default_factory=list)
    #: Attributes that are assigned or deleted: the name that they are attributes of, and their own.
    stored: list[tuple[str, str]] = field(default_factory=list)
    #: Functions and classes defined here.
    children: list[Scope] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, eq=False)
class Scope:
    """A module, a class body or a function body."""

    module: Module
    node: ScopeNode
    parent: Scope | None
    #: As in ``__qualname__``; empty for a module.
    qualified_name: str

    @cached_property
    def facts(self) -> ScopeFacts:
        """What stands in it."""
        return _read_scope(self)

    @property
    def parameters(self) -> tuple[ast.arg, ...]:
        """All parameters of a function, in order; none for a module or class."""
        if isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return tuple(_arguments(self.node.args))
        return ()

    @property
    def enclosing_class(self) -> ast.ClassDef | None:
        """The class that this function, or one around it, is a method of."""
        scope: Scope | None = self
        while scope is not None:
            if isinstance(scope.node, ast.ClassDef):
                return scope.node
            scope = scope.parent
        return None

    def walk(self) -> Iterator[Scope]:
        """This scope and all scopes inside it, outer ones first."""
        yield self
        for child in self.facts.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Position:
    """Where an expression stands."""

    scope: Scope
    #: ``None`` for the end of the scope.
    statement: ast.stmt | None
    #: Names that a comprehension or lambda around the expression binds.
    shadowed: frozenset[str] = frozenset()


class Outline:
    """The scopes of a module, as far as they were read."""

    def __init__(self, module: Module) -> None:
        self.root = Scope(module=module, node=module.tree, parent=None, qualified_name="")
        #: By identity of the expression or statement.
        self.positions: dict[int, Position] = {}
        #: By identity of the class or function node.
        self.scopes: dict[int, Scope] = {id(module.tree): self.root}
        #: The statement around a statement, by identity.
        self.parents: dict[int, ast.stmt] = {}

    @cached_property
    def rebound(self) -> frozenset[str]:
        """Module-level names that some function rebinds by ``global``."""
        module = self.root.module
        if b"global" not in module.data:
            return frozenset()
        return frozenset(name for node in ast.walk(module.tree) if isinstance(node, ast.Global) for name in node.names)


def _read_scope(scope: Scope) -> ScopeFacts:
    facts = ScopeFacts()
    outline = scope.module.outline
    facts.bound.update(argument.arg for argument in scope.parameters)
    # A stack and not recursion: expressions and chains of `elif` may be nested thousands deep.
    pending: list[tuple[ast.AST, Position | None, ast.stmt | None]] = [
        (statement, None, None) for statement in reversed(scope.node.body)
    ]
    while pending:
        node, position, around = pending.pop()
        if isinstance(node, ast.stmt):
            position = Position(scope=scope, statement=node)
            outline.positions[id(node)] = position
            if around is not None:
                outline.parents[id(node)] = around
            around = node
            _record_statement(scope, facts, node)
        elif position is not None:
            if isinstance(node, ast.expr):
                position = _inside(node, position)
                outline.positions[id(node)] = position
            _record_expression(facts, node, position)
        body = node.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else None
        children: list[tuple[ast.AST, Position | None, ast.stmt | None]] = []
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                if value is not body:
                    children += [(each, position, around) for each in value if isinstance(each, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                children.append((value, position, around))
        pending.extend(reversed(children))
    return facts


def _inside(node: ast.expr, position: Position) -> Position:
    """The position of what is in `node`, which may bind names of its own."""
    if isinstance(node, ast.Lambda):
        names = {argument.arg for argument in _arguments(node.args)}
    elif isinstance(node, _COMPREHENSIONS):
        names = {name for generator in node.generators for name in target_names(generator.target)}
    else:
        return position
    return Position(scope=position.scope, statement=position.statement, shadowed=position.shadowed | names)


def _record_statement(scope: Scope, facts: ScopeFacts, node: ast.stmt) -> None:
    names: list[str] = []
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [bound_name(alias) for alias in node.names]
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        names = [node.name]
        facts.children.append(_open_scope(scope, node))
    elif isinstance(node, ast.Global | ast.Nonlocal):
        facts.borrowed.update(node.names)
    elif isinstance(node, ast.Return):
        facts.returns.append(node)
    for name in names:
        facts.bound.add(name)
        facts.mentions.setdefault(name, []).append(node)


def _open_scope(parent: Scope, node: FunctionNode | ast.ClassDef) -> Scope:
    name = node.name
    if parent.qualified_name:
        between = "." if isinstance(parent.node, ast.ClassDef) else ".<locals>."
        name = f"{parent.qualified_name}{between}{name}"
    scope = Scope(module=parent.module, node=node, parent=parent, qualified_name=name)
    parent.module.outline.scopes[id(node)] = scope
    return scope


def _record_expression(facts: ScopeFacts, node: ast.AST, position: Position) -> None:
    name: str | None = None
    if isinstance(node, ast.Name):
        if node.id in position.shadowed:
            return
        name = node.id
        if not isinstance(node.ctx, ast.Load):
            facts.bound.add(name)
    elif isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name) and not isinstance(node.ctx, ast.Load):
            facts.stored.append((node.value.id, node.attr))
    elif isinstance(node, ast.Call):
        facts.calls.append(node)
    elif isinstance(node, ast.Yield | ast.YieldFrom):
        facts.yields.append(node)
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        name = node.name
    elif isinstance(node, ast.MatchMapping):
        name = node.rest
    if name is not None and position.statement is not None:
        if not isinstance(node, ast.Name):
            facts.bound.add(name)
        facts.mentions.setdefault(name, []).append(position.statement)


def bound_name(alias: ast.alias) -> str:
    """The name that an import binds: ``import a.b`` binds ``a``."""
    return alias.asname or alias.name.partition(".")[0]


def target_names(target: ast.expr) -> Iterator[str]:
    """The plain names that an assignment target binds."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            yield from target_names(element)
    elif isinstance(target, ast.Starred):
        yield from target_names(target.value)


def _arguments(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg:
        yield arguments.kwarg
