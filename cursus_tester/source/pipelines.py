"""Find what makes steps and pipelines outside step builders: functions, methods, modules and notebooks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from cursus_tester.results.subject import Place, Subject, SubjectKind
from cursus_tester.sdk.names import MAKES_STEPS, makes_pipeline, makes_step
from cursus_tester.source.calls import reachable
from cursus_tester.source.definitions.classes import class_facts
from cursus_tester.source.definitions.methods import decorator_names, is_abstract
from cursus_tester.source.instances import called_in_turn
from cursus_tester.source.modules import Module, readable
from cursus_tester.source.names.resolution import NameResolver
from cursus_tester.source.names.scopes import FunctionNode, Position, Scope, outline_of, position_of
from cursus_tester.source.recognition import Candidate, definition_of
from cursus_tester.source.summaries import Definition, FileSummary, MakerSummary, OuterSummary
from cursus_tester.source.syntax import child_nodes
from cursus_tester.source.values.origins import ValueOrigins

_FIXTURE = "fixture"
#: So many parameters of the SDK's `Pipeline` stand before its steps.
_BEFORE_STEPS = 3


def find_pipelines(
    summaries: Mapping[str, FileSummary],
    candidates: Iterable[Candidate],
    functions_of: Callable[[str, str], tuple[tuple[str, str], ...]],
    read: Callable[[str], bytes],
) -> tuple[Subject, ...]:
    """The functions, methods, modules and notebooks that make steps or a pipeline, by the SDK's own classes.

    What a builder, or another one of them, calls is part of that and no subject of its own.

    Args:
        summaries: By absolute names of files.
        candidates: The classes of all files.
        functions_of: The functions that belong to a builder, given its file and name: path and qualified name of each.
        read: The bytes of a file.
    """
    builders = [candidate for candidate in candidates if candidate.summary.is_builder_like]
    inside = {each.summary.definition for each in builders}
    inside.update(ancestor.definition for each in builders for ancestor in each.summary.ancestors)
    makers = [maker for file, summary in summaries.items() for maker in _makers(file, summary, inside)]
    if not makers:
        return ()
    parts = {each for maker in makers for each in maker.outer.parts}
    of_builders = _functions_of(builders, {maker.outer.name.encode() for maker in makers}, functions_of, read)
    return tuple(
        maker.subject
        for maker in makers
        if maker.outer.definition not in parts
        and (maker.outer.definition[0], maker.outer.definition[2]) not in of_builders
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """A function, or the top level of a module or notebook, that makes steps or a pipeline."""

    outer: OuterSummary
    subject: Subject


def _makers(file: str, summary: FileSummary, inside: Set[Definition]) -> Iterator[_Maker]:
    """The makers of a file outside the classes `inside`."""
    by_outer: dict[Definition, list[MakerSummary]] = {}
    for each in summary.makers or ():
        if inside.isdisjoint(each.classes):
            by_outer.setdefault(each.outer, []).append(each)
    outers = {each.definition: each for each in summary.outers}
    if summary.is_notebook and by_outer:
        # Whatever its functions make, they make it for the cells.
        path = next(iter(by_outer))[0]
        top = by_outer.get((path, 0, ""), [])
        everything = [each for found in by_outer.values() for each in found]
        place = next((each.first for each in top[:1] if each.first is not None), None)
        outer = OuterSummary(definition=(path, 0, ""), name="", place=None, parts=())
        yield _maker(file, outer, everything, place, SubjectKind.NOTEBOOK)
        return
    # Of two that call each other the first stays.
    for definition, found in by_outer.items():
        yield _maker(file, outers[definition], found, found[0].first, SubjectKind.MODULE)


def _maker(
    file: str, outer: OuterSummary, found: Sequence[MakerSummary], first: Place | None, kind: SubjectKind
) -> _Maker:
    path, _, name = outer.definition
    place = first or Place(path=path)
    if outer.place is not None:
        makes_pipeline = any(each.makes_pipeline for each in found)
        kind, place = SubjectKind.PIPELINE if makes_pipeline else SubjectKind.FACTORY, outer.place
    return _Maker(outer=outer, subject=Subject(name=name, kind=kind, place=place, file=file))


def summarize_makers(
    module: Module | None, builders: set[ast.ClassDef | None], resolver: NameResolver
) -> tuple[tuple[MakerSummary, ...], tuple[OuterSummary, ...]]:
    """What makes steps or a pipeline in a module outside the classes `builders`, and the functions around that."""
    if module is None or not MAKES_STEPS.search(module.data):
        return (), ()
    makers: list[MakerSummary] = []
    outers: dict[Definition, OuterSummary] = {}
    by_class: dict[ast.ClassDef | None, ValueOrigins] = {}
    for scope in _outside(outline_of(module).root, builders):
        if isinstance(scope.node, ast.ClassDef):
            continue
        around = scope.enclosing_class
        if around not in by_class:
            facts = class_facts(resolver, module, around) if around is not None else None
            by_class[around] = ValueOrigins(resolver, facts)
        values = by_class[around]
        if not _can_be_run(resolver, scope):
            continue
        makes = _makes(values, scope) or _makes_by_methods(values, scope, resolver)
        if makes is None:
            continue
        # A function inside another one is run by that.
        outer = _outermost(scope)
        definition = _definition(outer)
        makers.append(
            MakerSummary(
                outer=definition,
                classes=tuple(_classes_around(scope)),
                makes_pipeline=makes[0],
                first=module.place(makes[1]) if makes[1] is not None else None,
            )
        )
        if definition not in outers and module.notebook is None:
            outers[definition] = _summarized(outer, values, resolver)
    return tuple(makers), tuple(outers.values())


def _summarized(outer: Scope, values: ValueOrigins, resolver: NameResolver) -> OuterSummary:
    own = _definition(outer)
    reached = reachable([outer], values)
    by_methods = [each.method for scope in reached for each in called_in_turn(scope, resolver, values)]
    parts = sorted({_definition(scope) for scope in (*reached, *by_methods)} - {own})
    node = outer.node
    place = None if isinstance(node, ast.Module) else outer.module.place(node)
    return OuterSummary(definition=own, name=outer.name, place=place, parts=tuple(parts))


def _definition(scope: Scope) -> Definition:
    return definition_of(scope.module, scope.node, scope.qualified_name)


def _classes_around(scope: Scope) -> Iterator[Definition]:
    each = scope.parent
    while each is not None:
        if isinstance(each.node, ast.ClassDef):
            yield _definition(each)
        each = each.parent


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


def _makes_by_methods(values: ValueOrigins, scope: Scope, resolver: NameResolver) -> tuple[bool, None] | None:
    """As `_makes`, of a function that returns what it makes by several methods of one instance."""
    if not isinstance(scope.node, FunctionNode):
        return None
    called = {id(each.call): each for each in called_in_turn(scope, resolver, values)}
    for each in values.returned(scope) or () if called else ():
        for origin in values.origins(each) or ():
            if id(origin) in called:
                found = called[id(origin)]
                makes = _makes(ValueOrigins(resolver, found.facts), found.method)
                if makes is not None:
                    return makes[0], None
    return None


def _hands_on(call: ast.Call, scope: Scope) -> bool:
    """Whether a pipeline is one that others have made: it gets the steps that its function is given, or none."""
    steps = next((each.value for each in call.keywords if each.arg == "steps"), None)
    if steps is None and len(call.args) <= _BEFORE_STEPS:
        # What starts or deletes a pipeline of the account only names it. ``**`` may hold steps.
        starred = any(isinstance(each, ast.Starred) for each in call.args)
        is_named = bool(call.args or call.keywords)
        return is_named and not starred and all(each.arg is not None for each in call.keywords)
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


def _functions_of(
    builders: Sequence[Candidate],
    names: Set[bytes],
    functions_of: Callable[[str, str], tuple[tuple[str, str], ...]],
    read: Callable[[str], bytes],
) -> set[tuple[str, str]]:
    """The functions that belong to `builders`; only builders whose text mentions one of `names` are looked at."""
    found: set[tuple[str, str]] = set()
    mentions: dict[str, bool] = {}
    for builder in builders:
        for file in builder.summary.files:
            if file not in mentions:
                data = readable(read, file) or b""
                mentions[file] = any(name and name in data for name in names)
        if any(mentions[file] for file in builder.summary.files):
            found.update(functions_of(builder.file, builder.summary.name))
    return found
