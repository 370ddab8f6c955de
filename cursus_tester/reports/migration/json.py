"""What a migration changes, as JSON for other tools."""

from __future__ import annotations

from typing import Any, TypedDict

from cursus_tester.reports.json_text import json_text
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.results.migration import Compiled, Difference, Migration

SCHEMA = "cursus-tester/migration/1"


class SideDocument(TypedDict):
    """One of the two."""

    subject: str
    sdk: str


class PairDocument(TypedDict):
    """The names of two steps that were compared; ``None`` where there is none."""

    old: str | None
    new: str | None


class DifferenceDocument(TypedDict):
    """One place where the two differ. A value is ``None`` where the member is absent."""

    step: str
    type: str
    path: str
    aspect: str
    matters: bool
    says: str
    source: str
    old: Any
    new: Any


class MigrationDocument(TypedDict):
    """The whole comparison."""

    schema: str
    old: SideDocument
    new: SideDocument
    steps: list[PairDocument]
    differences: list[DifferenceDocument]


def render_migration_json(migration: Migration, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the differences as JSON text; the same builders give the same bytes."""
    document: MigrationDocument = {
        "schema": SCHEMA,
        "old": _side(migration.old),
        "new": _side(migration.new),
        "steps": [{"old": old, "new": new} for old, new in migration.pairs],
        "differences": [_difference(each) for each in migration.differences],
    }
    return json_text(document)


def _side(compiled: Compiled) -> SideDocument:
    return {"subject": compiled.subject, "sdk": compiled.sdk}


def _difference(each: Difference) -> DifferenceDocument:
    return {
        "step": each.step,
        "type": each.type,
        "path": each.path,
        "aspect": each.judgement.aspect.name.lower(),
        "matters": each.judgement.matters,
        "says": each.judgement.says,
        "source": each.judgement.source,
        "old": each.old,
        "new": each.new,
    }
