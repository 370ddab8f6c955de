"""Several environments beside each other as JSON, for other tools: the whole report of each, and what differs."""

from __future__ import annotations

from typing import TypedDict

from cursus_tester.reports.formats.json import (
    FindingDocument,
    ReportDocument,
    finding_document,
    report_document,
)
from cursus_tester.reports.json_text import json_text
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.results.side_by_side import CheckedEnvironment, PartialFinding, Row, SideBySide

SCHEMA = "cursus-tester/environments/1"


class EnvironmentDocument(TypedDict):
    """One environment; ``report`` is ``None`` where nothing could be checked, and ``said`` then says why."""

    given: str
    python: str | None
    exit_code: int
    said: list[str]
    report: ReportDocument | None


class ScoreDocument(TypedDict):
    """What a subject came to in one environment."""

    score: float | None
    rating: str | None
    not_rated: str | None


class SubjectDocument(TypedDict):
    """One subject: a score for each environment in their order, ``None`` where it was not checked."""

    id: str
    scores: list[ScoreDocument | None]


class AbsenceDocument(TypedDict):
    """An environment, by its index, in which a finding is not; ``outcome`` is ``None`` where the rule was not asked."""

    environment: int
    outcome: str | None
    reason: str | None


class PartialFindingDocument(TypedDict):
    """A finding that some environments show and others do not."""

    subject: str
    rule: str
    severity: str
    present: list[int]
    absent: list[AbsenceDocument]
    finding: FindingDocument


class SideBySideDocument(TypedDict):
    """The whole comparison."""

    schema: str
    environments: list[EnvironmentDocument]
    subjects: list[SubjectDocument]
    findings_of_some: list[PartialFindingDocument]


def render_environments_json(found: SideBySide, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the comparison as JSON text; the same reports give the same bytes."""
    document: SideBySideDocument = {
        "schema": SCHEMA,
        "environments": [_environment(each) for each in found.environments],
        "subjects": [_subject(row) for row in found.rows],
        "findings_of_some": [_partial(each) for each in found.partial],
    }
    return json_text(document)


def _environment(each: CheckedEnvironment) -> EnvironmentDocument:
    return {
        "given": each.given,
        "python": each.python,
        "exit_code": each.exit_code,
        "said": list(each.said),
        "report": report_document(each.report) if each.report is not None else None,
    }


def _subject(row: Row) -> SubjectDocument:
    return {
        "id": row.subject.id,
        "scores": [
            {"score": card.score, "rating": card.rating, "not_rated": card.not_rated} if card is not None else None
            for card in row.cards
        ],
    }


def _partial(each: PartialFinding) -> PartialFindingDocument:
    return {
        "subject": each.shown.subject.id,
        "rule": each.shown.rule.id,
        "severity": each.shown.rule.severity.value,
        "present": list(each.present),
        "absent": [
            {
                "environment": index,
                "outcome": outcome.kind.value if outcome is not None else None,
                "reason": outcome.reason if outcome is not None else None,
            }
            for index, outcome in each.absent
        ],
        "finding": finding_document(each.shown.finding),
    }
