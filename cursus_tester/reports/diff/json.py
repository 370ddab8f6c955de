"""The difference of two reports as JSON, schema ``cursus-tester/difference/1``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypedDict

from cursus_tester.reports.formats.json import (
    FindingDocument,
    SdkDocument,
    SummaryDocument,
    ToolDocument,
    finding_document,
    report_document,
)
from cursus_tester.reports.json_text import json_pieces
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.results.difference import Change, Difference, FindingChange, SubjectChange
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import ReportedFinding

DIFFERENCE_SCHEMA = "cursus-tester/difference/1"


class SideDocument(TypedDict):
    """One of the two reports, without its subjects."""

    tool: ToolDocument
    sdk: SdkDocument
    summary: SummaryDocument
    #: As in a report: what was planned and is missing in it.
    not_judged: list[str]
    unread: list[str]


class SubjectSideDocument(TypedDict):
    """A subject in one of the two reports."""

    id: str
    score: float | None
    rating: str | None
    not_rated: str | None


class ReportedFindingDocument(TypedDict):
    """A finding in one of the two reports."""

    outcome: str
    severity: str
    finding: FindingDocument


class FindingChangeDocument(TypedDict):
    """A finding, before and after."""

    change: str
    rule: str
    slug: str
    before: ReportedFindingDocument | None
    after: ReportedFindingDocument | None


class SubjectChangeDocument(TypedDict):
    """A subject, before and after."""

    id: str
    before: SubjectSideDocument | None
    after: SubjectSideDocument | None
    findings: list[FindingChangeDocument]


class DifferenceFacts(TypedDict):
    """A difference without its subjects."""

    schema: str
    before: SideDocument
    after: SideDocument
    counts: dict[str, int]


def render_difference_json(difference: Difference, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the difference as JSON text; the same difference gives the same bytes."""
    return "".join(render_difference_json_pieces(difference, options))


def render_difference_json_pieces(difference: Difference, options: RenderOptions = FOR_A_FILE) -> Iterator[str]:
    """Return the pieces of that text, one for each subject."""
    facts: DifferenceFacts = {
        "schema": DIFFERENCE_SCHEMA,
        "before": _side(difference.before),
        "after": _side(difference.after),
        "counts": {change.value: len(difference.findings(change)) for change in Change},
    }
    return json_pieces(facts, "subjects", map(_subject, difference.subjects))


def _side(report: Report) -> SideDocument:
    document = report_document(replace(report, scorecards=()))
    return {
        "tool": document["tool"],
        "sdk": document["sdk"],
        "summary": document["summary"],
        "not_judged": list(report.not_judged),
        "unread": list(report.unread),
    }


def _subject(subject: SubjectChange) -> SubjectChangeDocument:
    before, after = (
        None
        if card is None
        else SubjectSideDocument(id=card.subject.id, score=card.score, rating=card.rating, not_rated=card.not_rated)
        for card in (subject.before, subject.after)
    )
    return {
        "id": subject.id,
        "before": before,
        "after": after,
        "findings": [_finding(change) for change in subject.findings],
    }


def _finding(change: FindingChange) -> FindingChangeDocument:
    return {
        "change": change.change.value,
        "rule": change.rule.id,
        "slug": change.rule.slug,
        "before": _reported_finding(change.before),
        "after": _reported_finding(change.after),
    }


def _reported_finding(reported: ReportedFinding | None) -> ReportedFindingDocument | None:
    if reported is None:
        return None
    outcome = reported.outcome
    return {
        "outcome": outcome.kind.value,
        "severity": outcome.rule.severity.value,
        "finding": finding_document(reported.finding),
    }
