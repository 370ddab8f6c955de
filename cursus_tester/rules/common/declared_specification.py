"""What a builder declares, for rules that judge it also where nothing may be run."""

from __future__ import annotations

from cursus_tester.evidence.builder import Builder, Specification
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.source.builder_source import Source
from cursus_tester.source.declared_specification import DeclaredSpecification, read_declared_specification


def declared_specification(
    source: Source, builder: Builder | None, specification: Specification | None
) -> DeclaredSpecification:
    """The specification that a builder carried when it ran, with where it is written; else what the text says.

    Raises:
        NotApplicable: It carries none, or the text does not say which.
        Blocked: It could not be loaded, and the text does not say which it carries.
    """
    written = read_declared_specification(source)
    if specification is not None:
        known = written.places if written is not None and written.specification == specification else {}
        place = written.place if written is not None and known else NOWHERE
        return DeclaredSpecification(specification=specification, place=place, places=known, undecided=frozenset())
    if builder is not None and builder.why_not_loaded is None:
        raise NotApplicable("the builder has no specification")
    if written is None and builder is not None:
        builder.require_loaded()
    if written is None:
        raise NotApplicable("the source does not say which specification the builder has")
    return written


def place_of(declared: DeclaredSpecification, *fields: str) -> Place:
    """Where the first of these fields that is written is written; else where the specification is."""
    return next((declared.places[name] for name in fields if name in declared.places), declared.place)
