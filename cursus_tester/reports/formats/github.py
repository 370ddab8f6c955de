"""The report as GitHub workflow commands, which become annotations on the lines of a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cursus_tester.reports.order import by_subject, shown_scenario
from cursus_tester.reports.remarks import remarks
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.wording import (
    INCOMPLETE,
    accepted,
    missing,
    not_run,
    ran,
    repeated,
    sentence,
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

#: GitHub shows so many annotations of each kind for one step; the log has all of them.
_SHOWN = 10
_KINDS = ("error", "warning", "notice")
_REMARK_KINDS = {
    OutcomeKind.ERROR: "error",
    OutcomeKind.BLOCKED: "notice",
    OutcomeKind.WAIVED: "notice",
    OutcomeKind.UNEXPECTED_PASS: "warning",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Annotation:
    #: One of `_KINDS`.
    kind: str
    title: str
    message: str
    place: Place | None = None
    blocks: bool = False

    def __str__(self) -> str:
        place = self.place
        position = (("file", place.path), ("line", str(place.line)), ("col", str(place.column))) if place else ()
        properties = ",".join(f"{name}={_property(value)}" for name, value in (*position, ("title", self.title)))
        return f"::{self.kind} {properties}::{_data(self.message)}"


def render_github(report: Report, options: RenderOptions = FOR_A_FILE) -> str:
    """Return one workflow command a line: blocking findings first, the denominator before notices."""
    found = sorted(_annotations(report), key=lambda each: (_KINDS.index(each.kind), not each.blocks))
    # The denominator counts as a notice.
    counts = Counter(["notice", *(each.kind for each in found)])
    hidden = [f"{counts[kind]} {kind}s" for kind in _KINDS if counts[kind] > _SHOWN]
    note = f"GitHub shows {_SHOWN} annotations of each kind; this log has all {', '.join(hidden)}" if hidden else ""
    loud = [each for each in found if each.kind != "notice"]
    quiet = [each for each in found if each.kind == "notice"]
    return "".join(f"{each}\n" for each in (*loud, _denominator(report, note), *quiet))


def _annotations(report: Report) -> Iterator[_Annotation]:
    for card in sorted(report.scorecards, key=by_subject):
        for reported in findings_to_show(card):
            yield _finding(report, reported)
        yield from _remarks(report, card)
    for each in missing(report):
        yield _Annotation(kind="error", title=f"cursus-tester, {INCOMPLETE}", message=each, blocks=True)
    for note in report.notes:
        yield _Annotation(kind="warning", title="cursus-tester", message=note)


def _finding(report: Report, reported: ReportedFinding) -> _Annotation:
    finding, rule = reported.finding, reported.rule
    blocks = reported.blocks(report.summary)
    lines = [finding.message, *([f"In {finding.place.cell}"] if finding.place.cell else [])]
    if finding.hint:
        lines.append(f"What to do: {finding.hint}")
    if finding.scenario:
        lines.append(f"Scenario: {shown_scenario(finding)}")
    if finding.waiver is not None:
        lines.append(f"Waived: {finding.waiver}")
    lines += [sentence(repeated(each)) for each in reported.explains]
    kind = "notice"
    if reported.is_open:
        kind = "error" if blocks or rule.severity is Severity.ERROR else "warning"
    return _Annotation(
        kind=kind,
        title=f"{rule.id} {rule.slug}, {standing(reported.outcome, finding)}: {subject_name(reported.subject)}",
        message="\n".join(lines),
        place=finding.place,
        blocks=blocks,
    )


def _remarks(report: Report, card: Scorecard) -> Iterator[_Annotation]:
    subject = card.subject
    for remark in remarks(card, report.summary.fail_on):
        yield _Annotation(
            kind="error" if remark.blocks else _REMARK_KINDS[remark.kind],
            title=f"{remark.title}: {subject_name(subject)}",
            message=remark.reason,
            place=subject.place,
            blocks=remark.blocks,
        )


def _denominator(report: Report, note: str) -> _Annotation:
    summary = report.summary
    lines = [
        f"{totals(summary)}: {verdict(summary)}",
        *why_not_rated(report),
        ran(summary),
        not_run(summary),
        *(f"  {reason}" for reason in why_not_run(report)),
        accepted(report),
        *([note] if note else []),
    ]
    return _Annotation(kind="notice", title=versions(report), message="\n".join(lines))


def _data(text: str) -> str:
    """The text of a command, with line breaks escaped: a raw one would end the command and could start another."""
    return visible(text, keep_line_breaks=True).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property, with colons and commas escaped: a raw one would end it."""
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
