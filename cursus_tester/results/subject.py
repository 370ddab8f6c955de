"""What is checked: one builder, and its place in a file."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class SubjectKind(enum.Enum):
    """What kind of code a subject is."""

    BUILDER = "builder"
    FACTORY = "factory"
    CALL_SITE = "call_site"
    #: A file that cannot be parsed.
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

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


#: Where the engine puts the subject's own place.
NOWHERE = Place(path="", line=0, column=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One builder, found in a file."""

    #: The class's name; empty for a module that cannot be parsed.
    name: str
    kind: SubjectKind
    #: Where the class statement stands.
    place: Place
    #: The file, absolute. Never shown in a report.
    file: str

    @property
    def id(self) -> str:
        """``path::Class``, unique in a report."""
        return f"{self.place.path}::{self.name}"
