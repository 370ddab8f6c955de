"""Find what makes steps and pipelines outside step builders: functions, methods, modules and notebooks."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cursus_tester.results.subject import Place, Subject, SubjectKind
from cursus_tester.sdk.names import MAKES_STEPS, makes_pipeline, makes_step
from cursus_tester.source.builder_source import Source
from cursus_tester.source.calls import reachable
from cursus_tester.source.definitions.classes import class_facts
from cursus_tester.source.definitions.methods import decorator_names, is_abstract
from cursus_tester.source.modules import Module
from cursus_tester.source.names.resolution import NameResolver, NameResolvers
from cursus_tester.source.names.scopes import FunctionNode, Position, Scope, outline_of, position_of
from cursus_tester.source.recognition import Candidate
from cursus_tester.source.syntax import child_nodes
from cursus_tester.source.values.origins import ValueOrigins

_FIXTURE = "fixture"


@dataclass(kw_only=True, eq=False)
class _Maker:
    """A function, or the top level of a module, that makes steps or a pipeline."""

    scope: Scope
    values: ValueOrigins
    makes_pipeline: bool
    #: Where it first makes something.
    first: ast.Call | None = None
    #: The scopes whose calls belong to it.
    parts: frozenset[int] = field(default_factory=frozenset)


def find_pipelines(
    modules: Iterable[Module], candidates: Iterable[Candidate], import_root: str = ""
) -> tuple[Subject, ...]:
    """The functions, methods, modules and notebooks that make steps or a pipeline, by the SDK's own classes.

    What a builder, or another one of them, calls is part of that and no subject of its own.
    """
    resolvers = NameResolvers(import_root)
    builders = [candidate for candidate in candidates if candidate.is_builder_like]
    inside = {definition.node for builder in builders for definition in builder.facts.lineage}
    makers: list[_Maker] = []
    for module in modules:
        if module.error is None and MAKES_STEPS.search(module.data):
            makers += _makers(module, inside, resolvers.of(module))
    if not makers:
        return ()
    parts = {scope for maker in makers for scope in maker.parts}
    called = {maker.scope.name.encode() for maker in makers}
    of_builders = _functions_of(builders, called, resolvers)
    found = [
        _subject(maker)
        for maker in makers
        if id(maker.scope) not in parts and (maker.scope.module.path, maker.scope.qualified_name) not in of_builders
    ]
    return tuple(found)


def _makers(module: Module, builders: set[ast.ClassDef | None], resolver: NameResolver) -> Iterator[_Maker]:
    root = outline_of(module).root
    found = {id(maker.scope): maker for maker in _scopes_that_make(root, builders, resolver)}
    top = found.get(id(root))
    if module.notebook is not None:
        # Whatever its functions make, they make it for the cells.
        makers = list(found.values())
        if makers:
            is_pipeline = any(maker.makes_pipeline for maker in makers)
            first = top.first if top is not None else None
            yield _Maker(scope=root, values=makers[0].values, makes_pipeline=is_pipeline, first=first)
        return
    for maker in found.values():
        others = {id(scope) for scope in reachable([maker.scope], maker.values)} - {id(maker.scope)}
        maker.parts = frozenset(others)
    # Of two that call each other the first stays.
    yield from found.values()


def _scopes_that_make(root: Scope, builders: set[ast.ClassDef | None], resolver: NameResolver) -> Iterator[_Maker]:
    by_class: dict[ast.ClassDef | None, ValueOrigins] = {}
    nested: dict[int, _Maker] = {}
    for scope in _outside(root, builders):
        if isinstance(scope.node, ast.ClassDef):
            continue
        around = scope.enclosing_class
        if around not in by_class:
            facts = class_facts(resolver, root.module, around) if around is not None else None
            by_class[around] = ValueOrigins(resolver, facts)
        values = by_class[around]
        makes = _makes(values, scope) if _can_be_run(resolver, scope) else None
        if makes is None:
            continue
        # A function inside another one is run by that.
        outer = _outermost(scope)
        known = nested.get(id(outer))
        if known is None:
            nested[id(outer)] = _Maker(scope=outer, values=values, makes_pipeline=makes[0], first=makes[1])
        else:
            known.makes_pipeline = known.makes_pipeline or makes[0]
    yield from nested.values()


def _outside(scope: Scope, classes: set[ast.ClassDef | None]) -> Iterator[Scope]:
    """`scope` and the scopes inside it, without `classes`."""
    if scope.node not in classes:
        yield scope
        for child in scope.facts.children:
            yield from _outside(child, classes)


def _outermost(scope: Scope) -> Scope:
    while isinstance(scope.parent.node if scope.parent is not None else None, FunctionNode):
        assert scope.parent is not None
        scope = scope.parent
    return scope


def _can_be_run(resolver: NameResolver, scope: Scope) -> bool:
    """Whether a scope is no test, no fixture and not abstract."""
    if isinstance(scope.node, ast.Module):
        return True
    around = scope.enclosing_class
    is_test = scope.name.startswith("test_") or (around is not None and around.name.startswith("Test"))
    is_fixture = any(each.rpartition(".")[2] == _FIXTURE for each in decorator_names(resolver, scope))
    return not is_test and not is_fixture and not is_abstract(resolver, scope)


def _makes(values: ValueOrigins, scope: Scope) -> tuple[bool, ast.Call | None] | None:
    """Whether a scope makes a pipeline, and where it first makes something; ``None`` where it makes nothing."""
    calls = [(call, _target(values, call.func, position_of(call))) for call in scope.facts.calls]
    made = [
        (call, target)
        for call, target in calls
        if makes_step(target) or (makes_pipeline(target) and not _hands_on(call, scope))
    ]
    if made:
        return any(makes_pipeline(target) for _, target in made), made[0][0]
    if isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef):
        returned = set(_returned(values, scope))
        # What hands on a step that it was given makes none.
        if any(isinstance(_inner(each.value), ast.Call) for each in scope.facts.returns):
            returned.update(_annotated(values, scope.node.returns, position_of(scope.node)))
        if returned:
            return any(map(makes_pipeline, returned)), None
    return None


def _hands_on(call: ast.Call, scope: Scope) -> bool:
    """Whether a function puts a pipeline around the steps that it is given: what is in it, others have made."""
    steps = next((each.value for each in call.keywords if each.arg == "steps"), None)
    if isinstance(steps, ast.Call) and isinstance(steps.func, ast.Name) and steps.func.id in ("list", "tuple"):
        steps = steps.args[0] if len(steps.args) == 1 else None
    if not isinstance(steps, ast.Name) or not isinstance(scope.node, FunctionNode):
        return False
    arguments = scope.node.args
    return any(each.arg == steps.id for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))


def _inner(value: ast.expr | None) -> ast.expr | None:
    return value.value if isinstance(value, ast.Await) else value


def _target(values: ValueOrigins, expression: ast.expr, position: Position | None) -> str:
    target = values.resolve(expression, position) if position is not None else None
    return target.name if target is not None else ""


def _annotated(values: ValueOrigins, annotation: ast.expr | None, position: Position) -> Iterator[str]:
    """The SDK's classes of steps and pipelines in an annotation, also in ``list[…]`` and the like."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return
    pending: list[ast.AST] = [annotation] if annotation is not None else []
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name | ast.Attribute):
            name = _target(values, node, position)
            if makes_step(name) or makes_pipeline(name):
                yield name
        else:
            pending.extend(child_nodes(node))


def _returned(values: ValueOrigins, scope: Scope) -> Iterator[str]:
    """The SDK's classes of steps and pipelines that a function returns, made by functions that it calls."""
    for each in values.returned(scope) or ():
        for origin in values.origins(each) or ():
            if isinstance(origin, ast.Call):
                name = _target(values, origin.func, values.position(origin))
                if makes_step(name) or (makes_pipeline(name) and not _hands_on(origin, scope)):
                    yield name


def _functions_of(builders: Sequence[Candidate], names: set[bytes], resolvers: NameResolvers) -> set[tuple[str, str]]:
    """The functions that belong to `builders`; only builders whose text mentions one of `names` are looked at."""
    found: set[tuple[str, str]] = set()
    for builder in builders:
        modules = {definition.module for definition in builder.facts.lineage if definition.module is not None}
        if any(name and name in module.data for name in names for module in modules):
            found.update(Source(builder.subject, builder.facts.module, resolvers.of(builder.facts.module)).functions)
    return found


def _subject(maker: _Maker) -> Subject:
    module, node = maker.scope.module, maker.scope.node
    if isinstance(node, ast.Module):
        kind = SubjectKind.NOTEBOOK if module.notebook is not None else SubjectKind.MODULE
        place = module.place(maker.first) if maker.first is not None else Place(path=module.path)
    else:
        kind = SubjectKind.PIPELINE if maker.makes_pipeline else SubjectKind.FACTORY
        place = module.place(node)
    return Subject(name=maker.scope.qualified_name, kind=kind, place=place, file=module.file)
