"""Which builders the conventions are for: those that take part in the house style, not every class of a like name."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder
from cursus_tester.results.rule import Conventions
from cursus_tester.results.subject import SubjectKind
from cursus_tester.source.builder_source import Source
from cursus_tester.source.declared_specification import read_declared_specification
from cursus_tester.source.syntax import all_nodes, source_text

#: The methods that a step builder consists of.
REQUIRED_METHODS = (
    "validate_configuration",
    "_get_inputs",
    "_get_outputs",
    "_get_environment_variables",
    "create_step",
)
#: A base with so many of these is one of the house.
_ENOUGH = 3
_OUR_CONTRACT = "cursus_tester.contract."
#: How a class whose text was not found says that it is a base of step builders.
_BASE_NAME = re.compile(r"StepBuilderBase$|^(?:Base|Abstract)\w*StepBuilder$|^StepBuilder$")


def judges_conventions(setting: Conventions | None, source: Source, builder: Builder | None) -> bool:
    """Whether a builder is judged by the conventions: as the settings say, else where it takes part in them."""
    if setting is not None:
        return setting is Conventions.ALL
    return source.error is not None or takes_part(source, builder)


def takes_part(source: Source, builder: Builder | None) -> bool:
    """Whether a builder derives from a base of the house, or carries a specification."""
    if source.subject.kind is not SubjectKind.BUILDER:
        # These rules say by themselves that they judge classes.
        return True
    return derives_from_base(source, builder) or _carries_specification(source, builder)


def derives_from_base(source: Source, builder: Builder | None) -> bool:
    """Whether a builder derives from our contract, or from a base that itself has the methods of a step builder.

    A base says so by its name, or leaves something to its subclasses. What a team's builder inherits from another one
    that works by itself is no such base.
    """
    if is_of_contract(source):
        return True
    read = {statement.name: statement for statement in source.class_statements}
    names = [base.rsplit(".", 1)[-1] for base in source.bases]
    if not any(_BASE_NAME.search(name) or _leaves_open(read.get(name), name) for name in names):
        return False
    return len(base_methods(source, builder) & {*REQUIRED_METHODS}) >= _ENOUGH


def is_of_contract(source: Source) -> bool:
    """Whether a builder derives from our contract."""
    return any(name.startswith(_OUR_CONTRACT) for name in source.bases)


def base_methods(source: Source, builder: Builder | None) -> frozenset[str]:
    """The methods that a class's bases have, abstract ones among them.

    What is neither the class's own nor written in a base that was read can only come from one that was not.
    """
    own, *bases = source.class_statements or (None,)
    written = frozenset(name for base in bases if base is not None for name in _methods(base))
    if builder is None or not source.unread_bases:
        return written
    return written | (builder.methods - frozenset(_methods(own) if own is not None else ()))


@functools.cache
def _leaves_open(statement: ast.ClassDef | None, name: str) -> bool:
    """Whether a class has methods for others to write; a step builder whose text was not found may."""
    if statement is None:
        return name.endswith("StepBuilder")
    decorators = (
        decorator
        for method in statement.body
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef))
        for decorator in method.decorator_list
    )
    written = [source_text(each).rpartition(".")[2] for each in decorators]
    unfinished = any(isinstance(each, ast.Raise) and _is_unfinished(each) for each in all_nodes(statement))
    return unfinished or any(each.startswith("abstract") for each in written)


def _is_unfinished(statement: ast.Raise) -> bool:
    return statement.exc is not None and source_text(statement.exc).startswith("NotImplementedError")


def _methods(statement: ast.ClassDef) -> Iterator[str]:
    for each in statement.body:
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield each.name


def _carries_specification(source: Source, builder: Builder | None) -> bool:
    if builder is not None and builder.problem is None and builder.death is None:
        return builder.specification is not None and builder.carries_specification
    return read_declared_specification(source) is not None
