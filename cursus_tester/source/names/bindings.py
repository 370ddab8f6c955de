"""Which definitions statements bind to a name, one scope at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from cursus_tester.source.modules import Module
from cursus_tester.source.names.scopes import FunctionNode, Scope, bound_name, outline_of, target_names
from cursus_tester.source.syntax import all_nodes, child_nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One definition that a name may have. With neither a value nor an import it is undecided."""

    value: ast.expr | FunctionNode | ast.ClassDef | None = None
    #: Dotted name of what was imported, absolute.
    imported: str = ""


UNDECIDED = Definition()
#: Statements that contain no other statements of the same scope.
_SIMPLE = (
    *(ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Assert, ast.Delete),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Return, ast.Raise),
)
#: Statements that run their body repeatedly.
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
Definitions = tuple[Definition, ...]


def split_dotted(expression: ast.expr) -> tuple[ast.Name | None, tuple[str, ...]]:
    """The name that a dotted expression starts with, and its attributes; ``None`` when it is not dotted.

    ``getattr(x, "y")`` counts as ``x.y``.
    """
    attributes: list[str] = []
    while True:
        match expression:
            case ast.Attribute(value=value, attr=attribute):
                expression = value
                attributes.append(attribute)
            case ast.Call(func=ast.Name(id="getattr"), args=[value, ast.Constant(value=str(attribute))]):
                expression = value
                attributes.append(attribute)
            case ast.Name():
                return expression, tuple(reversed(attributes))
            case _:
                return None, ()


def absolute_module(statement: ast.ImportFrom, module: Module) -> str | None:
    """The module that a ``from`` import names, dots resolved; ``None`` when they lead out of the topmost package.

    Empty for ``from . import x`` in a file outside any package: ``x`` lies beside it.
    """
    if not statement.level:
        return statement.module or ""
    package = module.package.split(".") if module.package else []
    if statement.level - 1 > len(package):
        return None
    base = package[: len(package) - (statement.level - 1)]
    return ".".join([*base, *([statement.module] if statement.module else [])])


def relevant_statements(scope: Scope, name: str, target: ast.stmt | None) -> set[int]:
    """Identities of the statements of `scope` that mention `name`, of the target, and of the statements around them."""
    parents = scope.outline.parents
    relevant: set[int] = set()
    for statement in (*scope.facts.mentions.get(name, ()), *([target] if target is not None else ())):
        around: ast.stmt | None = statement
        while around is not None and id(around) not in relevant:
            relevant.add(id(around))
            around = parents.get(id(around))
    return relevant


def in_sequence(scope: Scope, name: str, target: ast.stmt | None) -> Definitions | None:
    """The definitions of `name` just before `target`, or at the end of the scope, where no branch or loop matters.

    ``None`` where one does: a flow analysis has to decide then.
    """
    state, before = initial(scope, name), None
    if name not in scope.facts.rebound:
        return state
    first_exit = scope.facts.first_exit
    if isinstance(target, _LOOPS) or (first_exit is not None and (target is None or target.lineno > first_exit.lineno)):
        return None
    parents = scope.outline.parents
    for statement in scope.facts.mentions.get(name, ()):
        if id(statement) in parents:
            return None
        if statement is target:
            return state
        if statement is not before:
            if not isinstance(statement, _SIMPLE):
                return None
            state, before = bind(statement, state, name, scope.module), statement
    return state if target is None else None


def initial(scope: Scope, name: str) -> Definitions:
    """The definitions of `name` when a scope begins: undecided for a parameter, none for any other name."""
    return (UNDECIDED,) if any(each.arg == name for each in scope.parameters) else ()


def union(left: Definitions, right: Definitions) -> Definitions:
    """The definitions of both, each once, in a stable order."""
    return left + tuple(each for each in right if each not in left)


def anywhere(scope: Scope, name: str) -> Definitions:
    """All definitions of `name` in the scope, regardless of order."""
    found = initial(scope, name)
    for statement in scope.facts.mentions.get(name, ()):
        found = union(found, bind(statement, (), name, scope.module))
        if isinstance(statement, ast.Try | ast.Match):
            found = union(found, (UNDECIDED,))
    return found


def bind(
    statement: ast.stmt | ast.ExceptHandler | ast.match_case, state: Definitions, name: str, module: Module
) -> Definitions:
    """The definitions of `name` after a simple statement, or after the header of a compound one."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                if name in target_names(target):
                    state = (_assigned(target, value, name),)
        case ast.AnnAssign(target=ast.Name(id=bound), value=ast.expr() as value) if bound == name:
            state = (Definition(value=value),)
        case ast.AugAssign(target=ast.Name(id=bound)) if bound == name:
            state = (UNDECIDED,)
        case ast.For(target=target) | ast.AsyncFor(target=target) if name in target_names(target):
            state = (UNDECIDED,)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            if any(item.optional_vars is not None and name in target_names(item.optional_vars) for item in items):
                state = (UNDECIDED,)
        case ast.Import(names=names):
            for alias in names:
                if bound_name(alias) == name:
                    state = (Definition(imported=alias.name if alias.asname else name),)
        case ast.ImportFrom(names=names):
            for alias in names:
                if bound_name(alias) == name:
                    source = absolute_module(statement, module)
                    imported = f"{source}.{alias.name}" if source else alias.name
                    state = (UNDECIDED if source is None else Definition(imported=imported),)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if statement.name == name:
            state = (Definition(value=statement),)
        case ast.Delete(targets=targets) if any(name in target_names(target) for target in targets):
            state = ()
        case ast.ExceptHandler(name=bound) if bound == name:
            state = (UNDECIDED,)
        case ast.match_case(pattern=pattern):
            if any(
                getattr(each, "name", None) == name or getattr(each, "rest", None) == name for each in ast.walk(pattern)
            ):
                state = (UNDECIDED,)
        case _:
            pass
    for expression in header_expressions(statement) if outline_of(module).binds_in_expressions else ():
        for each in all_nodes(expression):
            if isinstance(each, ast.NamedExpr) and each.target.id == name:
                state = union(state, (Definition(value=each.value),))
    return state


def _assigned(target: ast.expr, value: ast.expr, name: str) -> Definition:
    if isinstance(target, ast.Name):
        return Definition(value=value)
    if (
        isinstance(target, ast.Tuple | ast.List)
        and isinstance(value, ast.Tuple | ast.List)
        and len(target.elts) == len(value.elts)
        and not any(isinstance(each, ast.Starred) for each in (*target.elts, *value.elts))
    ):
        for part, part_value in zip(target.elts, value.elts, strict=True):
            if name in target_names(part):
                return _assigned(part, part_value, name)
    return UNDECIDED


def header_expressions(statement: ast.stmt | ast.ExceptHandler | ast.match_case) -> Iterator[ast.expr]:
    """The expressions that a statement evaluates itself, without those of the statements inside it."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for child in child_nodes(statement):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.withitem):
            yield child.context_expr
