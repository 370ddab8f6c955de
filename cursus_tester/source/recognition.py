"""Recognize the step builders among the classes of modules."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cursus_tester.evidence.specification import CARRIED_AS
from cursus_tester.results.subject import Place, Subject, SubjectKind
from cursus_tester.source.definitions.classes import ClassFacts, class_body, class_facts, own_functions
from cursus_tester.source.definitions.methods import is_abstract
from cursus_tester.source.modules import Module
from cursus_tester.source.names.resolution import NameResolver, NameResolvers
from cursus_tester.source.names.scopes import outline_of, position_of

_BUILDER_NAME = re.compile(r"StepBuilder(Base)?$")
#: Names of classes that are meant to be derived from.
_BASE_NAME = re.compile(r"^(Base|Abstract)(?=[A-Z0-9_]|$)|Base$|^StepBuilder$")
_ABSTRACT_BASES = frozenset({"abc.ABC", "abc.ABCMeta"})
_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
_TEST_CASE = "unittest.TestCase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A module-level class, and whether it is a builder."""

    facts: ClassFacts
    #: Whether it has a builder's name, ancestry or `create_step`.
    is_builder_like: bool
    #: Why it cannot be tested itself; empty when it can.
    obstacle: str
    #: Whether its name says that it is a base class, or derived classes fill in an attribute that it needs.
    is_base: bool

    @property
    def is_builder(self) -> bool:
        """Whether it is a subject without being named explicitly."""
        return self.is_builder_like and not self.obstacle and not self.is_base

    @property
    def subject(self) -> Subject:
        """The class as a subject."""
        module, node = self.facts.module, self.facts.node
        return Subject(name=node.name, kind=SubjectKind.BUILDER, place=module.place(node), file=module.file)


def find_candidates(modules: Iterable[Module], import_root: str = "") -> tuple[Candidate, ...]:
    """The module-level classes of `modules`; of each name the last definition."""
    all_modules = tuple(modules)
    resolvers = NameResolvers(import_root, all_modules)
    found: list[ClassFacts] = []
    for module in all_modules:
        by_name = {
            scope.node.name: scope.node
            for scope in outline_of(module).root.facts.children
            if isinstance(scope.node, ast.ClassDef)
        }
        found += [class_facts(resolvers.of(module), module, node) for node in by_name.values()]
    derived: dict[int, list[ClassFacts]] = {}
    for facts in found:
        for each in facts.lineage[1:]:
            derived.setdefault(id(each.node), []).append(facts)
    return tuple(_candidate(resolvers.of(facts.module), facts, derived.get(id(facts.node), ())) for facts in found)


def _candidate(resolver: NameResolver, facts: ClassFacts, derived: Sequence[ClassFacts]) -> Candidate:
    node = facts.node
    ancestors = [definition.name for definition in facts.lineage[1:]]
    like = "create_step" in facts.functions or any(
        _BUILDER_NAME.search(name.rpartition(".")[2]) for name in (node.name, *ancestors)
    )
    position = position_of(node)
    declared = set()
    for each in (*node.bases, *(keyword.value for keyword in node.keywords if keyword.arg == "metaclass")):
        target = resolver.resolve(each.value if isinstance(each, ast.Subscript) else each, position)
        declared.add(target.name if target is not None else "")
    missing = facts.unimplemented
    own = any(is_abstract(resolver, scope) for scope in own_functions(facts.lineage[0]).values())
    obstacle = ""
    if declared & _PROTOCOLS:
        obstacle = "is a protocol"
    elif _TEST_CASE in ancestors or _is_test_class(facts):
        obstacle = "is a test case"
    elif missing and (own or declared & _ABSTRACT_BASES or derived):
        # A class that merely forgot a required method is a subject: rules report that.
        obstacle = f"is abstract: it has no {', '.join(missing)}"
    return Candidate(
        facts=facts,
        is_builder_like=like,
        obstacle=obstacle,
        is_base=_BASE_NAME.search(node.name) is not None or _is_filled_in(facts, derived),
    )


def _is_filled_in(facts: ClassFacts, derived: Sequence[ClassFacts]) -> bool:
    """Whether a class needs an attribute that it leaves empty and that all derived classes set."""
    empty = {name for name, value in _attributes(facts.node) if value is None or _is_none(value)}
    return bool(derived) and any(
        all(_fills(each, facts.node, name) for each in derived) and _needs(facts, name) for name in sorted(empty)
    )


def _needs(facts: ClassFacts, name: str) -> bool:
    """Whether an attribute is the specification, or a method calls it or uses an attribute or item of it."""
    if name in CARRIED_AS:
        return True
    bodies = (class_body(definition) for definition in facts.lineage)
    scopes = (scope for body in bodies if body is not None for scope in body.walk())
    return any(_uses(each, scope.instance_name, name) for scope in scopes for each in scope.facts.expressions)


def _uses(node: ast.expr, instance: str, name: str) -> bool:
    match node:
        case ast.Call(func=used) | ast.Attribute(value=used) | ast.Subscript(value=used):
            match used:
                case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                    return owner == instance and attribute == name
    return False


def _fills(facts: ClassFacts, base: ast.ClassDef, name: str) -> bool:
    between = itertools.takewhile(lambda each: each.node is not base, facts.lineage)
    values = [
        value for each in between if each.node is not None for other, value in _attributes(each.node) if other == name
    ]
    return any(value is not None and not _is_none(value) for value in values)


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that the body of a class assigns or annotates, each with its value, if any."""
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            yield from ((each.id, statement.value) for each in statement.targets if isinstance(each, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.value


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _is_test_class(facts: ClassFacts) -> bool:
    """Whether test runners collect a class: named Test*, with methods named test_*."""
    return facts.node.name.startswith("Test") and any(name.startswith("test_") for name in facts.functions)


def unparsed_module(module: Module) -> Subject:
    """A module that cannot be parsed, as a subject."""
    place = module.error[1] if module.error is not None else Place(path=module.path)
    kind = SubjectKind.NOTEBOOK if module.notebook is not None else SubjectKind.MODULE
    return Subject(name="", kind=kind, place=place, file=module.file, parses=False)
