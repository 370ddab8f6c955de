"""What finding subjects has to know of a file: plain data, which can be kept instead of parsing the file again.

A summary follows from the file and from what its imports lead to. What other files make of it is found out afterwards,
from the summaries of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from cursus_tester.results.subject import Place

#: A class or function: the path of its file as shown, the line where it begins, and its qualified name.
Definition = tuple[str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor:
    """A class that another one derives from."""

    definition: Definition
    #: The attributes that the other one, and the classes before this one in its lineage, set.
    filled: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSummary:
    """A module-level class."""

    name: str
    place: Place
    definition: Definition
    #: Whether it has a builder's name, ancestry or `create_step`.
    is_builder_like: bool
    #: Why it cannot be tested itself; empty when it can.
    obstacle: str
    #: The same where another class derives from it.
    obstacle_of_base: str
    #: Whether its name says that it is a base class.
    is_base: bool
    #: The attributes that it needs and leaves empty.
    empty: tuple[str, ...]
    #: Those whose source was read, nearest first.
    ancestors: tuple[Ancestor, ...]
    #: Absolute names of the files of its lineage.
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerSummary:
    """A function or the top level of a module that makes steps or a pipeline; inside a builder, as part of that."""

    #: The function, or the one around it that runs it.
    outer: Definition
    #: The classes around it.
    classes: tuple[Definition, ...]
    makes_pipeline: bool
    #: Where it first makes something.
    first: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OuterSummary:
    """A scope that `MakerSummary.outer` names."""

    definition: Definition
    #: As in ``__name__``; empty for a module.
    name: str
    #: ``None`` for the top level of a module.
    place: Place | None
    #: The scopes that it reaches by calls, and those inside it.
    parts: tuple[Definition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSummary:
    """What one file has to do with subjects, its own and those of others."""

    #: Why and where it cannot be parsed.
    error: tuple[str, Place] | None
    is_notebook: bool
    #: Whether it cannot be parsed and calls a class a step, so that it matters.
    names_step: bool
    #: The names of derived classes and the aliases of imports at its top level.
    defined: tuple[str, ...]
    #: The major version of the SDK that it is written for, where it is written for one.
    major: int | None
    #: ``None`` where nobody asked for them.
    classes: tuple[ClassSummary, ...] | None
    makers: tuple[MakerSummary, ...] | None
    outers: tuple[OuterSummary, ...] = ()
    #: By class, the functions that belong to it: path and qualified name of each. Of classes that were asked for.
    functions: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


class Summaries(Protocol):
    """Summaries of files, each made when it is first asked for."""

    def prepare(self, asked: Mapping[str, tuple[bool, bool]]) -> None:
        """Be told which files will be asked for, and for each whether with its classes and with its makers."""

    def defined_names(self, file: str) -> tuple[str, ...]:
        """The names of derived classes and the aliases of imports at the top level of a file."""

    def of(self, file: str, *, with_classes: bool, with_makers: bool) -> FileSummary:
        """The summary of a file.

        Raises:
            OSError: The file cannot be read.
        """

    def functions_of(self, file: str, name: str) -> tuple[tuple[str, str], ...]:
        """The functions that belong to a builder: path and qualified name of each."""
