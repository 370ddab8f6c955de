"""Read classes with their ancestors, methods and attributes, from checked files and installed bases."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cursus_tester.source.definitions.methods import Method, is_abstract, read_method
from cursus_tester.source.modules import Module
from cursus_tester.source.names.bindings import UNDECIDED, Definition, Definitions, relevant_statements, union
from cursus_tester.source.names.flow import Flow, Undecidable
from cursus_tester.source.names.resolution import NameResolver
from cursus_tester.source.names.scopes import Position, Scope, outline_of, position_of
from cursus_tester.source.syntax import source_text

#: Longer chains of inheritance are cut off here.
_MAX_DEPTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDefinition:
    """A class: its name, and its definition where that was read."""

    #: Dotted.
    name: str
    module: Module | None = None
    node: ast.ClassDef | None = None


def class_facts(resolver: NameResolver, module: Module, node: ast.ClassDef) -> ClassFacts:
    """The facts of a class, read once."""
    return resolver.cached(node, ClassFacts, lambda: ClassFacts(resolver, module, node))


class ClassFacts:
    """The static facts of one class of the checked files, ancestors included."""

    def __init__(self, resolver: NameResolver, module: Module, node: ast.ClassDef) -> None:
        self._resolver = resolver
        self.module = module
        self.node = node

    @cached_property
    def lineage(self) -> tuple[ClassDefinition, ...]:
        """The class and its ancestors, nearest first, each before its own bases."""
        return _lineage(self._resolver, _definition(self.module, self.node), 0, {})

    @cached_property
    def functions(self) -> Mapping[str, Scope]:
        """Own and inherited methods by name; of each name the nearest definition."""
        own, inherited = own_functions(self.lineage[0]), self._inherited
        if inherited is not None:
            return {**own, **inherited.functions, **own}
        found: dict[str, Scope] = {}
        for definition in self.lineage:
            for name, scope in own_functions(definition).items():
                found.setdefault(name, scope)
        return found

    @cached_property
    def _inherited(self) -> ClassFacts | None:
        """The facts of the only base; ``None`` where members are inherited from several bases."""
        base = self.lineage[1] if len(self.node.bases) == 1 and len(self.lineage) > 1 else None
        if base is None or base.module is None or base.node is None:
            return None
        facts = class_facts(self._resolver, base.module, base.node)
        return facts if facts.lineage == self.lineage[1:] else None

    @cached_property
    def methods(self) -> Mapping[str, Method]:
        """The facts of `functions`."""
        return {name: read_method(self._resolver, scope) for name, scope in self.functions.items()}

    @cached_property
    def unimplemented(self) -> tuple[str, ...]:
        """Names of methods whose nearest definition is abstract, sorted."""
        own, inherited = own_functions(self.lineage[0]), self._inherited
        if inherited is None:
            return tuple(sorted(name for name, scope in self.functions.items() if is_abstract(self._resolver, scope)))
        abstract = {name for name, scope in own.items() if is_abstract(self._resolver, scope)}
        return tuple(sorted(abstract | (set(inherited.unimplemented) - own.keys())))

    def super_method(self, node: ast.ClassDef, name: str) -> Scope | None:
        """The method that ``super().name`` refers to in the class `node`, for instances of this class."""
        nodes = [definition.node for definition in self.lineage]
        if node not in nodes:
            return None
        later = (own_functions(definition).get(name) for definition in self.lineage[nodes.index(node) + 1 :])
        return next((scope for scope in later if scope is not None), None)

    def includes(self, node: ast.ClassDef | None) -> bool:
        """Whether `node` is this class or one of its ancestors."""
        return node is not None and any(definition.node is node for definition in self.lineage)

    @cached_property
    def _assigning(self) -> Mapping[str, tuple[Scope, ...]]:
        """The methods that assign an attribute of ``self``, by attribute."""
        found: dict[str, list[Scope]] = {}
        for definition in self.lineage:
            body = class_body(definition)
            for scope in body.functions if body is not None else ():
                instance = scope.instance_name
                assigned = (each for inner in scope.walk() for each in inner.facts.assigned_attributes)
                for name in dict.fromkeys(name for owner, name in assigned if owner == instance):
                    found.setdefault(name, []).append(scope)
        return {name: tuple(scopes) for name, scopes in found.items()}

    def attribute(self, name: str, position: Position) -> Definitions:
        """The definitions that ``self.name`` may have at `position`, with `UNDECIDED` where there may be others."""
        assigning = self._assigning.get(name, ())
        here = position.scope
        elsewhere = tuple(scope for scope in assigning if scope is not here)
        if here in assigning:
            if any(scope.name != "__init__" for scope in elsewhere):
                return (UNDECIDED,)
            found = self._assigned_in(here, name, position.statement)
            if _UNASSIGNED not in found:
                return found
            found = tuple(each for each in found if each is not _UNASSIGNED)
            return found + self._assigned_once(elsewhere, name)
        return self._assigned_once(elsewhere, name)

    def _assigned_once(self, scopes: tuple[Scope, ...], name: str) -> Definitions:
        """The definitions where at most one method assigns the attribute, and those of the class body."""
        if len(scopes) > 1:
            return (UNDECIDED,)
        found = self._assigned_in(scopes[0], name, None) if scopes else (_UNASSIGNED,)
        if _UNASSIGNED not in found:
            return found
        return tuple(each for each in found if each is not _UNASSIGNED) + self._class_level(name)

    def _class_level(self, name: str) -> Definitions:
        for definition in self.lineage:
            scope = class_body(definition)
            if scope is not None and name in scope.facts.bound:
                return self._resolver.reaching.before(scope, name, None) or (UNDECIDED,)
        return (UNDECIDED,)

    def _assigned_in(self, scope: Scope, name: str, statement: ast.stmt | None) -> Definitions:
        instance = scope.instance_name
        flow = Flow[Definitions](
            name=f"{instance}.{name}",
            relevant=relevant_statements(scope, instance, statement),
            target=statement,
            apply=lambda each, state: _bind_attribute(each, state, instance, name),
            merge=union,
        )
        try:
            end = flow.block(scope.node.body, (_UNASSIGNED,))
        except Undecidable:
            return (UNDECIDED,)
        found = end if statement is None else flow.reached
        return (UNDECIDED,) if found is None else found


#: Some path does not assign the attribute. The name tells it from `UNDECIDED`.
_UNASSIGNED = Definition(imported="<unassigned>")


def _bind_attribute(
    statement: ast.stmt | ast.ExceptHandler | ast.match_case, state: Definitions, instance: str, name: str
) -> Definitions:
    def is_it(target: ast.AST) -> bool:
        return (
            isinstance(target, ast.Attribute)
            and target.attr == name
            and isinstance(target.value, ast.Name)
            and target.value.id == instance
        )

    match statement:
        case ast.Assign(targets=targets, value=value):
            if any(is_it(target) for target in targets):
                return (Definition(value=value),)
            if any(is_it(each) for target in targets for each in ast.walk(target)):
                return (UNDECIDED,)
        case ast.AnnAssign(target=target, value=ast.expr() as value) if is_it(target):
            return (Definition(value=value),)
        case ast.AugAssign(target=target) if is_it(target):
            return (UNDECIDED,)
        case ast.For(target=target) | ast.AsyncFor(target=target) if any(is_it(each) for each in ast.walk(target)):
            return (UNDECIDED,)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            if any(item.optional_vars and any(map(is_it, ast.walk(item.optional_vars))) for item in items):
                return (UNDECIDED,)
        case _:
            pass
    return state


def own_functions(definition: ClassDefinition) -> Mapping[str, Scope]:
    """The methods in the body of one class by name; of each name the last definition."""
    scope = class_body(definition)
    return scope.methods if scope is not None else {}


def class_body(definition: ClassDefinition) -> Scope | None:
    """The body of a class; ``None`` where its definition was not read."""
    if definition.module is None or definition.node is None:
        return None
    return outline_of(definition.module).scopes[id(definition.node)]


def _definition(module: Module, node: ast.ClassDef) -> ClassDefinition:
    qualified = outline_of(module).scopes[id(node)].qualified_name
    return ClassDefinition(name=f"{module.location.name}.{qualified}", module=module, node=node)


def _lineage(
    resolver: NameResolver, definition: ClassDefinition, depth: int, known: dict[str, tuple[ClassDefinition, ...]]
) -> tuple[ClassDefinition, ...]:
    if definition.name in known:
        return known[definition.name]
    # Until its lineage is known, the class has no ancestors: this ends circular inheritance.
    known[definition.name] = (definition,)
    line: list[ClassDefinition] = []
    if definition.module is not None and definition.node is not None and depth < _MAX_DEPTH:
        for base in definition.node.bases:
            for each in _lineage(resolver, _base(resolver, base), depth + 1, known):
                # The last occurrence counts, so that a shared ancestor comes after all classes derived from it.
                line = [other for other in line if other.name != each.name]
                if each.name != definition.name:
                    line.append(each)
    known[definition.name] = (definition, *line)
    return known[definition.name]


def _base(resolver: NameResolver, base: ast.expr) -> ClassDefinition:
    return resolver.cached(base, _base, lambda: _read_base(resolver, base))


def _read_base(resolver: NameResolver, base: ast.expr) -> ClassDefinition:
    if isinstance(base, ast.Subscript):
        base = base.value
    target = resolver.resolve(base, position_of(base), installed=True)
    if target is None or not target.name:
        return ClassDefinition(name=source_text(base))
    if isinstance(target.node, ast.ClassDef) and target.module is not None:
        return _definition(target.module, target.node)
    return ClassDefinition(name=target.name)
