"""Phrases that all formats of a difference use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cursus_tester.reports.text.wording import (
    INCOMPLETE,
    missing,
    not_run,
    outcome_label,
    ran,
    rated_text,
    standing,
    versions,
)
from cursus_tester.reports.text.wording import totals as all_in_all
from cursus_tester.results.difference import Change, Difference, FindingChange, SubjectChange
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import ReportedFinding
from cursus_tester.results.scorecard import Scorecard

#: In the order in which formats show them.
CHANGE_LABELS: Mapping[Change, str] = {
    Change.NEW: "new",
    Change.FIXED: "fixed",
    Change.NOT_JUDGED: "not judged",
    Change.UNCHANGED: "unchanged",
}


def totals(difference: Difference) -> str:
    """How many findings changed, such as ``1 new finding, 2 fixed, 0 not judged, 5 unchanged``."""
    counts = {change: len(difference.findings(change)) for change in CHANGE_LABELS}
    first, *others = (f"{counts[change]} {label}" for change, label in CHANGE_LABELS.items())
    said = ", ".join([f"{first} {'finding' if counts[Change.NEW] == 1 else 'findings'}", *others])
    incomplete = [name for name, report in _sides(difference) if not report.is_complete]
    return f"{said}; {INCOMPLETE}: {' and '.join(incomplete)}" if incomplete else said


def scores(subject: SubjectChange) -> str:
    """A subject's score and rating, before and after."""
    return f"{_rated(subject.before)} → {_rated(subject.after)}"


def _rated(card: Scorecard | None) -> str:
    return rated_text(card) if card else "absent"


def reports_compared(difference: Difference) -> Iterator[tuple[str, str]]:
    """One line for each of the two reports: versions, score, how many rules ran and how many did not."""
    for name, report in _sides(difference):
        summary = report.summary
        yield (
            name,
            "; ".join((f"{versions(report)}: {all_in_all(summary)}", *missing(report), ran(summary), not_run(summary))),
        )


def _sides(difference: Difference) -> tuple[tuple[str, Report], ...]:
    return (("before", difference.before), ("after", difference.after))


def standings(change: FindingChange) -> str:
    """What a finding counts as, and what it counted as before where that differs."""
    now = _standing(change.shown)
    before = _standing(change.before) if change.before is not None else now
    return now if now == before else f"{now}, was {before}"


def _standing(reported: ReportedFinding) -> str:
    return standing(reported.outcome, reported.finding)


def why_not_judged(change: FindingChange) -> str:
    """Why the second report does not judge a finding; empty for one that is not `Change.NOT_JUDGED`."""
    if change.change is not Change.NOT_JUDGED:
        return ""
    outcome = change.other_outcome
    if outcome is None:
        return "the second report has no outcome for this rule and builder"
    return f"{outcome_label(outcome.kind)}: {outcome.reason or 'no reason given'}"


def has_news(subject: SubjectChange) -> bool:
    """Whether anything about a subject changed."""
    before, after = subject.before, subject.after
    if before is None or after is None or subject.former_id is not None or before.score != after.score:
        return True
    return any(each.change is not Change.UNCHANGED or "was" in standings(each) for each in subject.findings)
