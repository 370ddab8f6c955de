"""The scopes of a module: which scope and statement each expression is in, and which statements mention a name.

A scope is read when it is first asked for: a module costs little as long as its functions are not needed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from cursus_tester.source.modules import Module
from cursus_tester.source.syntax import all_nodes, child_nodes

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = ast.Module | ast.ClassDef | FunctionNode

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
#: Statements that open a scope of their own.
_OPENING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
#: Nodes, neither statements nor expressions, that bind a name that they hold as a string.
_BINDING = (ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping)
#: The attribute of a node that keeps its position: a dictionary by node would be as large as the tree.
_POSITION = "position"
#: The attribute of a module's tree that keeps its outline.
_OUTLINE = "outline"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScopeFacts:
    """The contents of a scope itself, without those of the functions and classes defined inside it."""

    #: Statements that mention or bind a name, by that name.
    mentions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    #: Names that are bound somewhere in the scope, and so are local to it.
    bound: set[str] = field(default_factory=set)
    #: Names that a statement binds: all bound names but parameters.
    rebound: set[str] = field(default_factory=set)
    #: Names declared ``global`` or ``nonlocal``.
    declared_global: set[str] = field(default_factory=set)
    calls: list[ast.Call] = field(default_factory=list)
    returns: list[ast.Return] = field(default_factory=list)
    #: ``yield`` and ``yield from``.
    yields: list[ast.expr] = field(default_factory=list)
    #: Attributes that are assigned or deleted: the name of the object, and the attribute.
    assigned_attributes: list[tuple[str, str]] = field(default_factory=list)
    #: Functions and classes defined here.
    children: list[Scope] = field(default_factory=list)
    #: The first ``return`` or ``raise`` directly in the scope, not inside another statement.
    first_exit: ast.stmt | None
    #: Every statement and every expression in the order of the source; of a compound statement the header first.
    statements: list[ast.stmt] = field(default_factory=list)
    expressions: list[ast.expr] = field(default_factory=list)
    #: Names of attributes, and string constants.
    attributes: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True, eq=False)
class Scope:
    """A module, a class body or a function body."""

    module: Module
    outline: Outline
    node: ScopeNode
    parent: Scope | None
    #: As in ``__qualname__``; empty for a module.
    qualified_name: str

    @cached_property
    def facts(self) -> ScopeFacts:
        """The contents of the scope."""
        return _read_scope(self)

    @cached_property
    def parameters(self) -> tuple[ast.arg, ...]:
        """All parameters of a function, in order; none for a module or class."""
        if isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return tuple(_arguments(self.node.args))
        return ()

    @property
    def enclosing_class(self) -> ast.ClassDef | None:
        """The class of which this function, or one around it, is a method."""
        scope: Scope | None = self
        while scope is not None:
            if isinstance(scope.node, ast.ClassDef):
                return scope.node
            scope = scope.parent
        return None

    @cached_property
    def methods(self) -> Mapping[str, Scope]:
        """The methods of a class by name; of each name the last definition."""
        found: dict[str, Scope] = {}
        for scope in self.functions:
            decorators = getattr(scope.node, "decorator_list", ())
            # `@x.setter` and `@x.deleter` repeat the name of the property that they belong to.
            if not any(isinstance(each, ast.Attribute) and each.attr in {"setter", "deleter"} for each in decorators):
                found[scope.name] = scope
        return found

    @property
    def functions(self) -> tuple[Scope, ...]:
        """The functions in its body."""
        return tuple(child for child in self.facts.children if not isinstance(child.node, ast.ClassDef))

    @property
    def name(self) -> str:
        """As in ``__name__``; empty for a module."""
        return self.qualified_name.rpartition(".")[2]

    @cached_property
    def instance_name(self) -> str:
        """The name that a method gives to its instance, or a class method to its class; empty for other functions."""
        scope = self
        while scope.parent is not None and not isinstance(scope.parent.node, ast.ClassDef):
            scope = scope.parent
        node = scope.node
        if scope.parent is None or isinstance(node, ast.ClassDef) or not scope.parameters:
            return ""
        decorators = getattr(node, "decorator_list", ())
        if any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in decorators):
            return ""
        return scope.parameters[0].arg

    def walk(self) -> Iterator[Scope]:
        """This scope and all scopes inside it, outer scopes first."""
        yield self
        for child in self.facts.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Position:
    """The place of an expression in the program."""

    scope: Scope
    #: ``None`` for the end of the scope.
    statement: ast.stmt | None
    #: Names that a comprehension or lambda around the expression binds.
    shadowed: frozenset[str] = frozenset()


def position_of(node: ast.expr | ast.stmt) -> Position:
    """The position of a node of a scope that was read."""
    position: Position = node.__dict__[_POSITION]
    return position


def known_position_of(node: ast.AST) -> Position | None:
    """The position of a node; ``None`` when its scope was not read yet."""
    return node.__dict__.get(_POSITION)


class Outline:
    """The scopes of a module that were read so far."""

    def __init__(self, module: Module) -> None:
        self.root = Scope(module=module, outline=self, node=module.tree, parent=None, qualified_name="")
        #: By identity of the class or function node.
        self.scopes: dict[int, Scope] = {id(module.tree): self.root}
        #: The statement around a statement, by identity.
        self.parents: dict[int, ast.stmt] = {}

    @cached_property
    def binds_in_expressions(self) -> bool:
        """Whether any expression of the module may bind a name: ``(name := value)``."""
        return b":=" in self.root.module.data

    @cached_property
    def rebound_globals(self) -> frozenset[str]:
        """Module-level names that some function rebinds by ``global``."""
        module = self.root.module
        if b"global" not in module.data:
            return frozenset()
        return frozenset(name for node in all_nodes(module.tree) if isinstance(node, ast.Global) for name in node.names)


def outline_of(module: Module) -> Outline:
    """The outline of a module, made once and kept on its tree."""
    outline: Outline | None = module.tree.__dict__.get(_OUTLINE)
    if outline is None:
        outline = module.tree.__dict__[_OUTLINE] = Outline(module)
    return outline


def _read_scope(scope: Scope) -> ScopeFacts:
    exits = (each for each in scope.node.body if isinstance(each, ast.Return | ast.Raise))
    facts = ScopeFacts(first_exit=next(exits, None))
    facts.bound.update(argument.arg for argument in scope.parameters)
    parents = scope.outline.parents
    # A stack and not recursion: expressions and chains of `elif` may be nested thousands deep.
    pending = list(reversed(scope.node.body))
    while pending:
        statement = pending.pop()
        position = Position(scope=scope, statement=statement)
        statement.__dict__[_POSITION] = position
        facts.statements.append(statement)
        _record_statement(scope, facts, statement)
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        parts = header_of(statement) if isinstance(statement, _OPENING) else child_nodes(statement)
        for each in reversed(_read_expressions(facts, parts, position, statement)):
            parents[id(each)] = statement
            pending.append(each)
    return facts


def _read_expressions(
    facts: ScopeFacts, parts: list[ast.AST], position: Position, statement: ast.stmt
) -> list[ast.stmt]:
    """Record the contents of a statement itself; return the statements directly inside it, in order."""
    inside: list[ast.stmt] = []
    mentions, expressions = facts.mentions, facts.expressions
    pending: list[ast.AST | Position] = [*reversed(parts)]
    while pending:
        node = pending.pop()
        # Frequent kinds first, with their parts written out: this runs for every node.
        if isinstance(node, ast.Name):
            node.__dict__[_POSITION] = position
            name = node.id
            if name not in position.shadowed:
                if type(node.ctx) is not ast.Load:
                    facts.bound.add(name)
                    facts.rebound.add(name)
                mentions.setdefault(name, []).append(statement)
        elif isinstance(node, ast.Constant):
            node.__dict__[_POSITION] = position
            if isinstance(node.value, str):
                facts.texts.add(node.value)
        elif isinstance(node, ast.Attribute):
            node.__dict__[_POSITION] = position
            facts.attributes.add(node.attr)
            if type(node.ctx) is not ast.Load and isinstance(node.value, ast.Name):
                facts.assigned_attributes.append((node.value.id, node.attr))
            pending.append(node.value)
        elif isinstance(node, ast.Call):
            node.__dict__[_POSITION] = position
            facts.calls.append(node)
            pending.extend([each.value for each in reversed(node.keywords)])
            pending.extend(reversed(node.args))
            pending.append(node.func)
        elif isinstance(node, ast.expr):
            shadowed = _own_names(node)
            if shadowed:
                pending.append(position)
                position = replace(position, shadowed=position.shadowed | shadowed)
            node.__dict__[_POSITION] = position
            if isinstance(node, ast.Yield | ast.YieldFrom):
                facts.yields.append(node)
            pending.extend(reversed(child_nodes(node)))
        elif isinstance(node, Position):
            # The end of an expression that binds names of its own.
            position = node
            continue
        elif isinstance(node, ast.stmt):
            inside.append(node)
            continue
        else:
            if isinstance(node, _BINDING):
                bound = node.rest if isinstance(node, ast.MatchMapping) else node.name
                if bound is not None:
                    facts.bound.add(bound)
                    facts.rebound.add(bound)
                    mentions.setdefault(bound, []).append(statement)
            pending.extend(reversed(child_nodes(node)))
            continue
        expressions.append(node)
    return inside


def header_of(node: FunctionNode | ast.ClassDef) -> list[ast.AST]:
    """The parts of a definition that belong to the scope around it: decorators, defaults, annotations, bases."""
    found: list[ast.AST] = [*node.decorator_list, *getattr(node, "type_params", ())]
    if isinstance(node, ast.ClassDef):
        return [*found, *node.bases, *node.keywords]
    return [*found, node.args, *([node.returns] if node.returns is not None else [])]


def _own_names(node: ast.expr) -> frozenset[str]:
    """The names that a lambda or comprehension binds inside itself."""
    if isinstance(node, ast.Lambda):
        return frozenset(argument.arg for argument in _arguments(node.args))
    if isinstance(node, _COMPREHENSIONS):
        return frozenset(name for generator in node.generators for name in target_names(generator.target))
    return frozenset()


def _record_statement(scope: Scope, facts: ScopeFacts, node: ast.stmt) -> None:
    names: list[str] = []
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [bound_name(alias) for alias in node.names]
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        names = [node.name]
        facts.children.append(_open_scope(scope, node))
    elif isinstance(node, ast.Global | ast.Nonlocal):
        facts.declared_global.update(node.names)
    elif isinstance(node, ast.Return):
        facts.returns.append(node)
    for name in names:
        facts.bound.add(name)
        facts.rebound.add(name)
        facts.mentions.setdefault(name, []).append(node)


def _open_scope(parent: Scope, node: FunctionNode | ast.ClassDef) -> Scope:
    name = node.name
    if parent.qualified_name:
        between = "." if isinstance(parent.node, ast.ClassDef) else ".<locals>."
        name = f"{parent.qualified_name}{between}{name}"
    scope = Scope(module=parent.module, outline=parent.outline, node=node, parent=parent, qualified_name=name)
    parent.outline.scopes[id(node)] = scope
    return scope


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
