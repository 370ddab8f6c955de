"""Read the specification that a builder's source declares, as far as the source decides it.

Followed are variables, constants of other checked modules, classes of any framework, enumerations and dictionaries.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from cursus_tester.evidence.builder import Specification
from cursus_tester.evidence.specification import CARRIED_AS, read_specification
from cursus_tester.results.subject import Place
from cursus_tester.source.builder_source import Source
from cursus_tester.source.names.scopes import Scope

#: Marks a value that the source does not decide.
_UNDECIDED: Any = object()
#: The fields of a dependency or output that are read; the others need not be decided.
_READ = frozenset(
    {
        "logical_name",
        "name",
        "dependency_type",
        "type",
        "required",
        "compatible_sources",
        "sources",
        "packaged",
        "property_path",
        "path",
    }
)
#: Values nested more deeply are not read.
_MAX_DEPTH = 20
#: No more values are read: lists of lists of the same lists have no end.
_MAX_VALUES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredSpecification:
    """A specification as the source declares it."""

    specification: Specification
    #: Where it is declared.
    place: Place
    #: Where each of its fields is declared.
    places: Mapping[str, Place]
    #: Fields that are set to something that the source does not decide; in `specification` they are empty.
    undecided: frozenset[str]

    def decides(self, *fields: str) -> bool:
        """Whether the source decides all of these fields."""
        return self.undecided.isdisjoint(fields)


def read_declared_specification(source: Source) -> DeclaredSpecification | None:
    """The specification of a builder class; ``None`` where the source does not say which one it carries."""
    return source.cached(read_declared_specification, lambda: _read(source))


def _read(source: Source) -> DeclaredSpecification | None:
    reader = _Reader(source)
    for body in source.class_scopes:
        for expression in source.cached_for_all(body.node, _candidates, functools.partial(_candidates, body)):
            origin = reader.origin(expression)
            if not isinstance(origin, ast.Call | ast.Dict):
                continue
            read = functools.partial(_written_at, reader, source, origin)
            # A constant of a module is the same for all that carry it.
            found = source.cached_for_all(origin, _written_at, read) if source.is_module_level(origin) else read()
            if found is not None:
                return found
    return None


def _written_at(reader: _Reader, source: Source, origin: ast.Call | ast.Dict) -> DeclaredSpecification | None:
    """The specification that an expression makes; ``None`` where it makes something else."""
    fields = dict(reader.fields(origin))
    if not fields.keys() >= {"dependencies", "outputs"} or source.is_mutated(origin):
        return None
    values = {name: reader.value(value) for name, value in fields.items()}
    decided = {name: value for name, value in values.items() if value is not _UNDECIDED}
    return DeclaredSpecification(
        specification=read_specification(decided),
        place=source.place(origin),
        places={name: source.place(value) for name, value in fields.items()},
        undecided=frozenset(values.keys() - decided.keys()),
    )


def _candidates(body: Scope) -> tuple[ast.expr, ...]:
    """The expressions that may be the specification that a class carries."""
    found: list[ast.expr] = []
    scopes = tuple(body.walk())
    calls = (call for scope in scopes for call in scope.facts.calls)
    for node in (*(statement for scope in scopes for statement in scope.facts.statements), *calls):
        match node:
            case ast.Assign(targets=targets, value=value) if any(map(_is_carried, targets)):
                found.append(value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) if _is_carried(target):
                found.append(value)
            case ast.Call(func=ast.Attribute(attr="__init__"), args=arguments, keywords=keywords):
                found += [*arguments, *(keyword.value for keyword in keywords)]
            case _:
                pass
    return tuple(found)


def _is_carried(target: ast.expr) -> bool:
    """Whether an assignment is to an attribute, of the class or of ``self``, that holds the specification."""
    match target:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            return name in CARRIED_AS
    return False


class _Reader:
    """Reads plain values from expressions."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._values_read = 0

    def origin(self, expression: ast.expr) -> ast.expr | None:
        """The expression that `expression` comes from; ``None`` unless there is exactly one."""
        origins = self._source.origins(expression)
        return origins[0] if origins is not None and len(origins) == 1 else None

    def fields(self, expression: ast.expr) -> Iterator[tuple[str, ast.expr]]:
        """The fields that a dictionary or the call of a class is given, and the defaults of the class."""
        match expression:
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield key.value, value
            case ast.Call(args=arguments, keywords=keywords):
                declared = dict(_declared_fields(self._source.class_lineage(expression.func)))
                given = dict(zip(declared, arguments, strict=False))
                given |= {keyword.arg: keyword.value for keyword in keywords if keyword.arg is not None}
                yield from given.items()
                yield from (
                    (name, default) for name, default in declared.items() if name not in given and default is not None
                )
            case _:
                pass

    def value(self, expression: ast.expr, depth: int = 0) -> Any:
        """The plain value of an expression; `_UNDECIDED` where the source does not decide it, or it is too large."""
        self._values_read += 1
        if self._values_read > _MAX_VALUES:
            return _UNDECIDED
        origin = self.origin(expression)
        match origin:
            case ast.Constant(value=value):
                return value
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements) if depth < _MAX_DEPTH:
                items = [self.value(element, depth + 1) for element in elements]
                return _UNDECIDED if any(item is _UNDECIDED for item in items) else items
            case ast.Dict(keys=keys) if depth < _MAX_DEPTH:
                if any(not isinstance(key, ast.Constant) for key in keys):
                    return self._keyed(origin, depth)
                return self._held(self.fields(origin), depth, as_dictionary=True)
            case ast.Call(args=arguments, keywords=keywords) if depth < _MAX_DEPTH:
                has_star = any(isinstance(each, ast.Starred) for each in arguments)
                if has_star or any(keyword.arg is None for keyword in keywords):
                    return _UNDECIDED
                return self._made(origin, depth)
            case ast.Attribute(value=owner, attr=member):
                return self._member(owner, member, depth)
            case _:
                return _UNDECIDED

    def _keyed(self, expression: ast.Dict, depth: int) -> Any:
        """A dictionary whose keys are constants or members of enumerations."""
        found: dict[Any, Any] = {}
        for key, each in zip(expression.keys, expression.values, strict=True):
            name = self.value(key, depth + 1) if key is not None else _UNDECIDED
            value = self.value(each, depth + 1)
            if name is _UNDECIDED or value is _UNDECIDED:
                return _UNDECIDED
            found[name] = value
        return found

    def _made(self, call: ast.Call, depth: int) -> Any:
        """The object that the call of a class makes, with its fields."""
        if isinstance(call.func, ast.Name) and call.func.id in ("list", "tuple", "frozenset", "set"):
            return self.value(call.args[0], depth + 1) if len(call.args) == 1 else [] if not call.args else _UNDECIDED
        lineage = self._source.class_lineage(call.func)
        if not (call.keywords or lineage) or len(call.args) > len(dict(_declared_fields(lineage))):
            # Which field a value by position is for, only the class's text says.
            return _UNDECIDED
        return self._held(self.fields(call), depth, as_dictionary=False)

    def _held(self, fields: Iterable[tuple[str, ast.expr]], depth: int, *, as_dictionary: bool) -> Any:
        values = {name: self.value(expression, depth + 1) for name, expression in fields}
        held = {name: value for name, value in values.items() if value is not _UNDECIDED}
        # Other fields of an input do not matter; which inputs there are does.
        may_be_left_out = not as_dictionary or not _READ.isdisjoint(values)
        left_out = values.keys() - held.keys()
        if left_out and (not may_be_left_out or not _READ.isdisjoint(left_out)):
            return _UNDECIDED
        return held if as_dictionary else SimpleNamespace(**held)

    def _member(self, owner: ast.expr, member: str, depth: int) -> Any:
        """The value of a member of an enumeration, or of a class that holds constants."""
        for node in self._source.class_lineage(owner):
            for name, value in _assigned(node):
                if name == member and value is not None:
                    return self.value(value, depth + 1)
        return _UNDECIDED


def _assigned(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that a class body assigns or annotates."""
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                yield name, value
            case _:
                pass


def _declared_fields(classes: tuple[ast.ClassDef, ...]) -> Iterator[tuple[str, ast.expr | None]]:
    """The fields of a dataclass or the like in their order, or the parameters of a constructor; with its defaults."""
    constructor = next((each for node in classes for each in node.body if _is_constructor(each)), None)
    if isinstance(constructor, ast.FunctionDef):
        arguments = constructor.args
        names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)][1:]
        defaults: list[ast.expr | None] = [*(None for _ in names), *arguments.defaults][-len(names) :] if names else []
        yield from zip(names, defaults, strict=True)
        yield from zip([each.arg for each in arguments.kwonlyargs], arguments.kw_defaults, strict=True)
        return
    for node in reversed(classes):
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                is_plain = statement.value is not None and not isinstance(statement.value, ast.Call)
                yield statement.target.id, statement.value if is_plain else None


def _is_constructor(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef) and statement.name == "__init__"
