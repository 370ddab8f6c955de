"""Recognize the step builders among the classes of modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cursus_tester.evidence.specification import CARRIED_AS
from cursus_tester.results.subject import Place, Subject, SubjectKind
from cursus_tester.source.definitions.classes import ClassFacts, class_body, class_facts, own_functions
from cursus_tester.source.definitions.methods import is_abstract
from cursus_tester.source.modules import Module, shown_path
from cursus_tester.source.names.resolution import NameResolver
from cursus_tester.source.names.scopes import outline_of, position_of
from cursus_tester.source.summaries import Ancestor, ClassSummary, Definition, FileSummary

_BUILDER_NAME = re.compile(r"StepBuilder(Base)?$")
#: Names of classes that are meant to be derived from.
_BASE_NAME = re.compile(r"^(Base|Abstract)(?=[A-Z0-9_]|$)|Base$|^StepBuilder$")
_ABSTRACT_BASES = frozenset({"abc.ABC", "abc.ABCMeta"})
_PROTOCOLS = frozenset({"typing.Protocol", "typing_extensions.Protocol"})
_TEST_CASE = "unittest.TestCase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A module-level class, and whether it is a builder."""

    #: Absolute name of its file.
    file: str
    summary: ClassSummary
    is_in_notebook: bool
    #: Why it cannot be tested itself; empty when it can.
    obstacle: str
    #: Whether its name says that it is a base class, or derived classes fill in an attribute that it needs.
    is_base: bool

    @property
    def is_builder(self) -> bool:
        """Whether it is a subject without being named explicitly."""
        # A builder is imported as a module, which a notebook is none; its cells are run.
        return self.summary.is_builder_like and not self.obstacle and not self.is_base and not self.is_in_notebook

    @property
    def subject(self) -> Subject:
        """The class as a subject."""
        return Subject(name=self.summary.name, kind=SubjectKind.BUILDER, place=self.summary.place, file=self.file)


def find_candidates(summaries: Mapping[str, FileSummary]) -> tuple[Candidate, ...]:
    """The module-level classes of files, given by their absolute names: each class by what others make of it."""
    derived: dict[Definition, list[Ancestor]] = {}
    for summary in summaries.values():
        for each in summary.classes or ():
            for ancestor in each.ancestors:
                derived.setdefault(ancestor.definition, []).append(ancestor)
    return tuple(
        _candidate(file, summary, each, derived.get(each.definition, ()))
        for file, summary in summaries.items()
        for each in summary.classes or ()
    )


def _candidate(file: str, summary: FileSummary, each: ClassSummary, derived: Sequence[Ancestor]) -> Candidate:
    is_filled_in = bool(derived) and any(all(name in other.filled for other in derived) for name in each.empty)
    return Candidate(
        file=file,
        summary=each,
        is_in_notebook=summary.is_notebook,
        obstacle=each.obstacle_of_base if derived else each.obstacle,
        is_base=each.is_base or is_filled_in,
    )


def module_classes(resolver: NameResolver, module: Module) -> tuple[ClassFacts, ...]:
    """The module-level classes of a module; of each name the last definition."""
    by_name = {
        scope.node.name: scope.node
        for scope in outline_of(module).root.facts.children
        if isinstance(scope.node, ast.ClassDef)
    }
    return tuple(class_facts(resolver, module, node) for node in by_name.values())


def builder_classes(facts: Iterable[ClassFacts], classes: Iterable[ClassSummary]) -> set[ast.ClassDef | None]:
    """The classes among `facts` that are builders by their summaries, and their ancestors."""
    return {
        definition.node
        for each, summary in zip(facts, classes, strict=True)
        if summary.is_builder_like
        for definition in each.lineage
    }


def summarize_class(resolver: NameResolver, facts: ClassFacts) -> ClassSummary:
    """What there is to know of a class before others that derive from it are known."""
    node, module = facts.node, facts.module
    ancestors = [definition.name for definition in facts.lineage[1:]]
    like = "create_step" in facts.functions or any(
        _BUILDER_NAME.search(name.rpartition(".")[2]) for name in (node.name, *ancestors)
    )
    alone, of_base = _obstacles(resolver, facts, ancestors)
    return ClassSummary(
        name=node.name,
        place=module.place(node),
        definition=definition_of(module, node, node.name),
        is_builder_like=like,
        obstacle=alone,
        obstacle_of_base=of_base,
        is_base=_BASE_NAME.search(node.name) is not None,
        empty=tuple(name for name in sorted(_filled(resolver, node)[1]) if _needs(facts, name)),
        ancestors=tuple(_ancestors(resolver, facts)),
        files=tuple(dict.fromkeys(each.module.file for each in facts.lineage if each.module is not None)),
    )


def _obstacles(resolver: NameResolver, facts: ClassFacts, ancestors: Sequence[str]) -> tuple[str, str]:
    """Why a class cannot be tested itself: where no other one derives from it, and where one does."""
    node = facts.node
    position = position_of(node)
    declared = set()
    for each in (*node.bases, *(keyword.value for keyword in node.keywords if keyword.arg == "metaclass")):
        target = resolver.resolve(each.value if isinstance(each, ast.Subscript) else each, position)
        declared.add(target.name if target is not None else "")
    if declared & _PROTOCOLS:
        return "is a protocol", "is a protocol"
    if _TEST_CASE in ancestors or _is_test_class(facts):
        return "is a test case", "is a test case"
    if not facts.unimplemented:
        return "", ""
    said = f"is abstract: it has no {', '.join(facts.unimplemented)}"
    own = any(is_abstract(resolver, scope) for scope in own_functions(facts.lineage[0]).values())
    # A class that merely forgot a required method is a subject: rules report that.
    return said if own or declared & _ABSTRACT_BASES else "", said


def _ancestors(resolver: NameResolver, facts: ClassFacts) -> Iterator[Ancestor]:
    filled: set[str] = set()
    for index, each in enumerate(facts.lineage):
        if each.module is None or each.node is None:
            continue
        if index:
            definition = definition_of(
                each.module, each.node, outline_of(each.module).scopes[id(each.node)].qualified_name
            )
            yield Ancestor(definition=definition, filled=tuple(sorted(filled)))
        filled |= _filled(resolver, each.node)[0]


def definition_of(module: Module, node: ast.Module | ast.stmt, name: str) -> Definition:
    """What tells a class or function, or a module, from others."""
    return module.path, getattr(node, "lineno", 0), name


def _filled(resolver: NameResolver, node: ast.ClassDef) -> tuple[frozenset[str], frozenset[str]]:
    """The attributes that the body of a class sets, and those that it leaves empty at least once."""
    return resolver.cached(node, _filled, lambda: _read_filled(node))


def _read_filled(node: ast.ClassDef) -> tuple[frozenset[str], frozenset[str]]:
    attributes = tuple(_attributes(node))
    empty = frozenset(name for name, value in attributes if value is None or _is_none(value))
    return frozenset(name for name, value in attributes if value is not None and not _is_none(value)), empty


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


def unparsed_module(file: str, summary: FileSummary) -> Subject:
    """A module that cannot be parsed, as a subject."""
    place = summary.error[1] if summary.error is not None else Place(path=shown_path(file))
    kind = SubjectKind.NOTEBOOK if summary.is_notebook else SubjectKind.MODULE
    return Subject(name="", kind=kind, place=place, file=file, parses=False)
