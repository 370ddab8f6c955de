"""Read the parameters, decorators and annotations of functions."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cursus_tester.results.subject import Place
from cursus_tester.source.names.resolution import NameResolver
from cursus_tester.source.names.scopes import FunctionNode, Position, Scope, position_of
from cursus_tester.source.syntax import source_text


class ParameterKind(enum.Enum):
    """How an argument may be given, as in `inspect.Parameter`."""

    POSITIONAL_ONLY = "positional only"
    POSITIONAL_OR_KEYWORD = "positional or keyword"
    VAR_POSITIONAL = "variadic positional"
    KEYWORD_ONLY = "keyword only"
    VAR_KEYWORD = "variadic keyword"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a method."""

    name: str
    kind: ParameterKind
    has_default: bool
    #: Dotted where it is a name, otherwise as written; empty without annotation.
    annotation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One function in a class body."""

    name: str
    #: Dotted name of the class that defines it.
    class_name: str
    place: Place
    node: FunctionNode
    #: Including ``self``.
    parameters: tuple[Parameter, ...]
    #: Dotted names; for a decorator that is called, the name of what is called.
    decorators: tuple[str, ...]
    #: The return annotation: dotted where it is a name, otherwise as written; empty without.
    returns: str
    is_async: bool
    is_generator: bool
    is_abstract: bool
    #: Whether its class comes from an installed distribution, outside the checked files.
    is_installed: bool


def read_method(resolver: NameResolver, scope: Scope) -> Method:
    """The facts of one function, read once."""
    return resolver.cached(scope, read_method, lambda: _read_method(resolver, scope))


def _read_method(resolver: NameResolver, scope: Scope) -> Method:
    node = scope.node
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    position = position_of(node)
    decorators = decorator_names(resolver, scope)
    around = scope.parent.qualified_name if scope.parent else ""
    return Method(
        name=node.name,
        class_name=f"{scope.module.location.name}.{around}".rstrip("."),
        place=scope.module.place(node),
        node=node,
        parameters=tuple(_parameters(resolver, node.args, position)),
        decorators=decorators,
        returns=_annotation(resolver, node.returns, position),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_generator=bool(scope.facts.yields),
        is_abstract=is_abstract(resolver, scope),
        is_installed=resolver.modules.is_installed(scope.module),
    )


def decorator_names(resolver: NameResolver, scope: Scope) -> tuple[str, ...]:
    """Dotted names of the decorators of a function or class; for one that is called, the name of what is called."""
    if isinstance(scope.node, ast.Module) or not scope.node.decorator_list:
        return ()
    decorators = scope.node.decorator_list
    return resolver.cached(scope, decorator_names, lambda: _read_decorators(resolver, decorators))


def _read_decorators(resolver: NameResolver, decorators: Iterable[ast.expr]) -> tuple[str, ...]:
    names = (each.func if isinstance(each, ast.Call) else each for each in decorators)
    return tuple(dotted_or_written(resolver, each, position_of(each)) for each in names)


def is_abstract(resolver: NameResolver, scope: Scope) -> bool:
    """Whether a function is decorated as an abstract method or property."""
    if isinstance(scope.node, ast.Module) or not scope.node.decorator_list:
        return False
    return any(each.rpartition(".")[2].startswith("abstract") for each in decorator_names(resolver, scope))


def dotted_or_written(resolver: NameResolver, expression: ast.expr, position: Position) -> str:
    """The dotted name that `expression` refers to; as written where that is undecided."""
    target = resolver.resolve(expression, position, installed=True)
    return target.name if target is not None and target.name else source_text(expression)


def _parameters(resolver: NameResolver, arguments: ast.arguments, position: Position) -> Iterator[Parameter]:
    def read(argument: ast.arg, kind: ParameterKind, has_default: bool = False) -> Parameter:
        annotation = _annotation(resolver, argument.annotation, position)
        return Parameter(name=argument.arg, kind=kind, has_default=has_default, annotation=annotation)

    positional = [*arguments.posonlyargs, *arguments.args]
    first_default = len(positional) - len(arguments.defaults)
    for index, argument in enumerate(positional):
        only = index < len(arguments.posonlyargs)
        kind = ParameterKind.POSITIONAL_ONLY if only else ParameterKind.POSITIONAL_OR_KEYWORD
        yield read(argument, kind, index >= first_default)
    if arguments.vararg:
        yield read(arguments.vararg, ParameterKind.VAR_POSITIONAL)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield read(argument, ParameterKind.KEYWORD_ONLY, default is not None)
    if arguments.kwarg:
        yield read(arguments.kwarg, ParameterKind.VAR_KEYWORD)


def _annotation(resolver: NameResolver, annotation: ast.expr | None, position: Position) -> str:
    if annotation is None:
        return ""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        written = annotation.value
        try:
            annotation = ast.parse(written.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return written
    return dotted_or_written(resolver, annotation, position)
