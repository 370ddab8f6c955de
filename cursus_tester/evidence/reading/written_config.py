"""The fields of a builder's config class that match a name, and whether the builder's text uses them at all."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cursus_tester.evidence.reading.nodes import nodes_of
from cursus_tester.evidence.source import Source
from cursus_tester.model import Place

_CONFIG = re.compile(r"(?i)config|cfg|settings")
#: Functions that look at a config by the name of a field, or not at its fields at all.
_BY_NAME = frozenset({"getattr", "hasattr", "setattr", "isinstance", "type", "id", "copy", "deepcopy", "super"})


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
    places: dict[str, Place] = {}
    for node in classes:
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                places.setdefault(statement.target.id, source.place(statement.target))
    methods = [each for node in classes for each in node.body if not isinstance(each, ast.AnnAssign)]
    functions = [*methods, *(scope.node for scope in source.scopes)]
    mentioned = frozenset[str]().union(*(_names_in(function) for function in functions))
    is_open = bool(source.unread_bases) or any(
        _hands_on_config(source, node) for scope in source.scopes for node in nodes_of(scope.node)
    )
    return tuple(
        WrittenField(name=name, place=place, is_used=True if name in mentioned else None if is_open else False)
        for name, place in places.items()
        if wanted.search(name)
    )


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


@functools.cache
def _names_in(function: ast.AST) -> frozenset[str]:
    return frozenset(name for node in nodes_of(function) for name in _mentioned(node))


def _mentioned(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.Constant(value=str(name)):
            yield name
        case _:
            pass


def _hands_on_config(source: Source, node: ast.AST) -> bool:
    """Whether `node` gives the whole config to something whose text is not at hand, or lists its fields."""
    if isinstance(node, ast.Attribute) and _is_config(node.value):
        return node.attr in ("__dict__", "model_dump", "dict", "items", "model_fields", "__fields__")
    if not isinstance(node, ast.Call):
        return False
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    if not any(_is_config(each) for each in given) or source.is_read(node):
        return False
    return ast.unparse(node.func).rpartition(".")[2] not in _BY_NAME


def _is_config(expression: ast.expr) -> bool:
    match expression:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            return _CONFIG.search(name) is not None
    return False
