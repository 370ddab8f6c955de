"""The report as a GitLab Code Quality report: a list of issues, each with a place and a unique fingerprint."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import TypedDict

from cursus_tester.reports.json_text import json_text
from cursus_tester.reports.order import by_subject, shown_scenario
from cursus_tester.reports.remarks import REMARK_LABELS, remarks
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.wording import (
    INCOMPLETE,
    accepted,
    missing,
    not_run,
    ran,
    repeated,
    standing,
    subject_name,
    totals,
    verdict,
    versions,
    why_not_rated,
    why_not_run,
)
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import ReportedFinding, findings_to_show
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Place

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_REMARK_SEVERITIES = {
    OutcomeKind.ERROR: "critical",
    OutcomeKind.BLOCKED: "info",
    OutcomeKind.WAIVED: "info",
    OutcomeKind.UNEXPECTED_PASS: "minor",
}


class Lines(TypedDict):
    """Where in a file; 1-based."""

    begin: int


class Location(TypedDict):
    """Where in the repository."""

    path: str
    lines: Lines


class Issue(TypedDict):
    """One entry of the report."""

    description: str
    check_name: str
    #: GitLab matches issues of two reports by it.
    fingerprint: str
    severity: str
    location: Location


def render_gitlab(report: Report, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the issues as JSON, by subject: blocking findings as ``blocker``, accepted ones as ``info``."""
    return json_text([*_issues(report), _denominator(report)])


def _issues(report: Report) -> Iterator[Issue]:
    seen: Counter[str] = Counter()
    for card in sorted(report.scorecards, key=by_subject):
        for reported in findings_to_show(card):
            finding = reported.finding
            identity = f"{card.subject.id}|{reported.rule.lasting_id}|{finding.fingerprint or finding.message}"
            seen[identity] += 1
            yield _finding(report, reported, _fingerprint(f"{identity}|{seen[identity]}"))
        yield from _remarks(report, card)
    for said in missing(report):
        yield _issue(said, INCOMPLETE, _fingerprint(f"{INCOMPLETE}|{said}"), "blocker", _somewhere(report))
    for note in sorted(set(report.notes)):
        yield _issue(note, "waivers", _fingerprint(f"note|{note}"), "minor", _somewhere(report))


def _finding(report: Report, reported: ReportedFinding, fingerprint: str) -> Issue:
    finding, rule = reported.finding, reported.rule
    text, severity = f"{subject_name(reported.subject)}: {finding.message}", "info"
    if reported.is_open:
        severity = "blocker" if reported.blocks(report.summary) else _SEVERITIES[rule.severity]
    else:
        why = f": {finding.waiver}" if finding.waiver is not None else ""
        text = f"[{standing(reported.outcome, finding)}{why}] {text}"
    if finding.place.cell:
        text += f" ({finding.place.cell})"
    if finding.scenario:
        text += f" (scenario {shown_scenario(finding)})"
    if finding.hint:
        text += f"; what to do: {finding.hint}"
    text += "".join(f"; {repeated(each)}" for each in reported.explains)
    return _issue(text, f"{rule.id} {rule.slug}", fingerprint, severity, finding.place)


def _remarks(report: Report, card: Scorecard) -> Iterator[Issue]:
    subject = card.subject
    for remark in remarks(card, report.summary.fail_on):
        ids = sorted(rule.lasting_id for rule in remark.rules)
        yield _issue(
            f"{subject_name(subject)}: {remark.title}: {remark.reason}",
            f"outcome {remark.kind.value}",
            _fingerprint(f"{subject.id}|{REMARK_LABELS[remark.kind]}: {', '.join(ids)}|{remark.reason}"),
            "blocker" if remark.blocks else _REMARK_SEVERITIES[remark.kind],
            subject.place,
        )


def _denominator(report: Report) -> Issue:
    """The denominator as an issue whose fingerprint never changes, so that it is never new and never fixed."""
    summary = report.summary
    lines = (
        f"{versions(report)}: {totals(summary)}: {verdict(summary)}",
        *why_not_rated(report),
        ran(summary),
        not_run(summary),
        *why_not_run(report),
        accepted(report),
    )
    return _issue("; ".join(lines), "denominator", _fingerprint("denominator"), "info", _somewhere(report))


def _somewhere(report: Report) -> Place:
    """A place for issues that have none of their own: GitLab requires one."""
    return min(
        (card.subject.place for card in report.scorecards), key=lambda place: place.path, default=Place(path=".")
    )


def _issue(description: str, check_name: str, fingerprint: str, severity: str, place: Place) -> Issue:
    return {
        "description": visible(description, keep_line_breaks=True),
        "check_name": visible(check_name),
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": place.path, "lines": {"begin": place.line}},
    }


def _fingerprint(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "backslashreplace")).hexdigest()
