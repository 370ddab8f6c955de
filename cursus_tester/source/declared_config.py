"""Find fields of a builder's config class by name, and tell whether the builder's source uses them."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cursus_tester.results.subject import Place
from cursus_tester.source.builder_source import Source
from cursus_tester.source.names.scopes import Scope, header_of
from cursus_tester.source.syntax import all_nodes, source_text

_CONFIG = re.compile(r"(?i)config|cfg|settings")
#: Functions that look at a config by the name of a field, or not at its fields at all.
_BY_NAME = frozenset({"getattr", "hasattr", "setattr", "isinstance", "type", "id", "copy", "deepcopy", "super"})

#: Attributes that list the fields of a config.
_ALL_FIELDS = frozenset({"__dict__", "model_dump", "dict", "items", "model_fields", "__fields__"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredField:
    """A field that the config class declares."""

    name: str
    place: Place
    #: Whether the builder or the config class itself uses it; ``None`` where the source does not decide that.
    is_used: bool | None


def declared_fields(source: Source, wanted: re.Pattern[str]) -> tuple[DeclaredField, ...] | None:
    """The fields whose name matches `wanted`; ``None`` where the source does not say which class the config is."""
    classes = next((found for each in _annotations(source) if (found := source.class_lineage(each))), None)
    if classes is None:
        return None
    fields = _matching(classes, wanted)
    if not fields:
        return ()
    of_classes = [
        source.cached_for_all(node, _names_of_class, functools.partial(_names_of_class, node)) for node in classes
    ]
    mentioned = [*of_classes, *map(_names_of_function, source.scopes)]
    used = {name for name in fields if any(name in names for names in mentioned)}
    may_be_used = used != fields.keys() and _may_be_used(source)
    return tuple(
        DeclaredField(
            name=name, place=source.place(target), is_used=True if name in used else None if may_be_used else False
        )
        for name, target in fields.items()
    )


def _matching(classes: Iterable[ast.ClassDef], wanted: re.Pattern[str]) -> dict[str, ast.Name]:
    """The fields whose name matches `wanted`, each where the most derived class declares it."""
    found: dict[str, ast.Name] = {}
    for statement in (each for node in classes for each in node.body if isinstance(each, ast.AnnAssign)):
        if isinstance(statement.target, ast.Name) and wanted.search(statement.target.id):
            found.setdefault(statement.target.id, statement.target)
    return found


def _annotations(source: Source) -> Iterator[ast.expr]:
    """The annotations of the config: of the constructor's parameter, then of class attributes."""
    constructor = source.method("__init__")
    arguments = constructor.node.args if constructor is not None else None
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs) if arguments is not None else ():
        if argument.annotation is not None and _CONFIG.search(argument.arg):
            yield from _named(argument.annotation)
    for node in source.class_statements:
        for statement in node.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation) if _CONFIG.search(name):
                    yield from _named(annotation)
                case _:
                    pass


def _named(annotation: ast.expr) -> Iterator[ast.expr]:
    """The names in an annotation, through ``Optional`` and unions."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name | ast.Attribute):
            yield node


def _names_of_class(node: ast.ClassDef) -> set[str]:
    """The names that the body of a class mentions outside its field declarations."""
    statements = (each for each in node.body if not isinstance(each, ast.AnnAssign))
    return _names_in(node for each in statements for node in all_nodes(each))


def _names_of_function(scope: Scope) -> set[str]:
    """The names that a function mentions, decorators, defaults and annotations included."""
    header = [] if isinstance(scope.node, ast.Module) else header_of(scope.node)
    keywords = {keyword.arg for call in scope.facts.calls for keyword in call.keywords if keyword.arg is not None}
    return (
        scope.facts.attributes
        | scope.facts.texts
        | keywords
        | _names_in(each for one in header for each in all_nodes(one))
    )


def _names_in(nodes: Iterable[ast.AST]) -> set[str]:
    """The attributes, keywords and string constants among some nodes."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Call):
            found.update(keyword.arg for keyword in node.keywords if keyword.arg is not None)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def _may_be_used(source: Source) -> bool:
    """Whether code that cannot be read may use any field."""
    if source.unread_bases:
        return True
    for scope in source.scopes:
        if any(_passes_config_on(source, call) for call in scope.facts.calls):
            return True
        if scope.facts.attributes.isdisjoint(_ALL_FIELDS):
            continue
        attributes = (each for each in scope.facts.expressions if isinstance(each, ast.Attribute))
        if any(each.attr in _ALL_FIELDS and _is_config(each.value) for each in attributes):
            return True
    return False


def _passes_config_on(source: Source, call: ast.Call) -> bool:
    """Whether `call` passes the whole config to code that cannot be read."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not any(_is_config(each) for each in given) or source.is_read(call):
        return False
    return source_text(call.func).rpartition(".")[2] not in _BY_NAME


def _is_config(expression: ast.expr) -> bool:
    match expression:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            return _CONFIG.search(name) is not None
    return False
