"""The fields of a builder's config class that match a name, and whether the builder's text uses them at all."""

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
class WrittenField:
    """A field of the config class, as it is written."""

    name: str
    place: Place
    #: Whether the builder, or the config class itself, mentions it; ``None`` where the text leaves that open.
    is_used: bool | None


def written_fields(source: Source, wanted: re.Pattern[str]) -> tuple[WrittenField, ...] | None:
    """The fields whose name is `wanted`; ``None`` where the text does not say which class the config is."""
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
    is_open = used != fields.keys() and _is_open(source)
    return tuple(
        WrittenField(
            name=name, place=source.place(target), is_used=True if name in used else None if is_open else False
        )
        for name, target in fields.items()
    )


def _matching(classes: Iterable[ast.ClassDef], wanted: re.Pattern[str]) -> dict[str, ast.Name]:
    """The fields whose name is `wanted`, each as its class first writes it."""
    found: dict[str, ast.Name] = {}
    for statement in (each for node in classes for each in node.body if isinstance(each, ast.AnnAssign)):
        if isinstance(statement.target, ast.Name) and wanted.search(statement.target.id):
            found.setdefault(statement.target.id, statement.target)
    return found


def _annotations(source: Source) -> Iterator[ast.expr]:
    """What is said of the type of the config: of the constructor's parameter, else of the class's attribute."""
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
    """What the body of a class mentions beside its fields."""
    statements = (each for each in node.body if not isinstance(each, ast.AnnAssign))
    return _names_in(node for each in statements for node in all_nodes(each))


def _names_of_function(scope: Scope) -> set[str]:
    """What a function mentions, its header with it."""
    header = [] if isinstance(scope.node, ast.Module) else header_of(scope.node)
    keywords = {keyword.arg for call in scope.facts.calls for keyword in call.keywords if keyword.arg is not None}
    return (
        scope.facts.attributes
        | scope.facts.texts
        | keywords
        | _names_in(each for one in header for each in all_nodes(one))
    )


def _names_in(nodes: Iterable[ast.AST]) -> set[str]:
    """The attributes, keywords and texts among some nodes."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Call):
            found.update(keyword.arg for keyword in node.keywords if keyword.arg is not None)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def _is_open(source: Source) -> bool:
    """Whether something whose text is not at hand may use any field."""
    if source.unread_bases:
        return True
    for scope in source.scopes:
        if any(_hands_on_config(source, call) for call in scope.facts.calls):
            return True
        if scope.facts.attributes.isdisjoint(_ALL_FIELDS):
            continue
        attributes = (each for each in scope.facts.expressions if isinstance(each, ast.Attribute))
        if any(each.attr in _ALL_FIELDS and _is_config(each.value) for each in attributes):
            return True
    return False


def _hands_on_config(source: Source, call: ast.Call) -> bool:
    """Whether `call` gives the whole config to something whose text is not at hand."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not any(_is_config(each) for each in given) or source.is_read(call):
        return False
    return source_text(call.func).rpartition(".")[2] not in _BY_NAME


def _is_config(expression: ast.expr) -> bool:
    match expression:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            return _CONFIG.search(name) is not None
    return False
