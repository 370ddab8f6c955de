"""What is checked: one builder or pipeline, and its place in a file."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class SubjectKind(enum.Enum):
    """What kind of code a subject is."""

    BUILDER = "builder"
    #: A function or method that makes steps.
    FACTORY = "factory"
    #: A function or method that makes a pipeline.
    PIPELINE = "pipeline"
    #: A notebook that makes steps or a pipeline.
    NOTEBOOK = "notebook"
    #: A file that makes steps or a pipeline at its top level, or one that cannot be parsed.
    MODULE = "module"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A position in a source file."""

    #: Relative to the working directory with ``/``; outside it with ``../``.
    path: str
    #: 1-based.
    line: int = 1
    #: 1-based.
    column: int = 1
    #: In a notebook, where people find it, such as ``cell 7, line 3``; empty anywhere else.
    cell: str = ""

    def __str__(self) -> str:
        cell = f" ({self.cell})" if self.cell else ""
        return f"{self.path}:{self.line}:{self.column}{cell}"


#: Where the engine puts the subject's own place.
NOWHERE = Place(path="", line=0, column=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One builder or pipeline, found in a file."""

    #: The class's or function's qualified name; empty for what is a whole file.
    name: str
    kind: SubjectKind
    #: Where the statement of the class or function stands; in a whole file, where it first makes something.
    place: Place
    #: The file, absolute. Never shown in a report.
    file: str
    #: Whether its file parses: where it does not, nobody knows what else is in it.
    parses: bool = True

    @property
    def id(self) -> str:
        """``path::Class``, ``path::function`` or ``path::``; unique in a report."""
        return f"{self.place.path}::{self.name}"

    @property
    def is_builder(self) -> bool:
        """Whether it is a step builder, and nothing that makes a pipeline."""
        return self.kind is SubjectKind.BUILDER
