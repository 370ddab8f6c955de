"""The report as workflow commands: GitHub shows them as annotations on the lines of a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cursus_tester.reports.order import by_subject, shown_scenario
from cursus_tester.reports.remarks import remarks
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.wording import (
    accepted,
    not_run,
    ran,
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
from cursus_tester.results.reported_findings import Sighting, sightings
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Place

#: How many annotations of each kind GitHub shows of one step; the others are in its log only.
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
    """Return one workflow command a line: what blocks first, the denominator before what does not count."""
    found = sorted(_annotations(report), key=lambda each: (_KINDS.index(each.kind), not each.blocks))
    # The denominator is one more notice.
    counts = Counter(["notice", *(each.kind for each in found)])
    hidden = [f"{counts[kind]} {kind}s" for kind in _KINDS if counts[kind] > _SHOWN]
    note = f"GitHub shows {_SHOWN} of each kind; there are {', '.join(hidden)}, all in this log" if hidden else ""
    loud = [each for each in found if each.kind != "notice"]
    quiet = [each for each in found if each.kind == "notice"]
    return "".join(f"{each}\n" for each in (*loud, _denominator(report, note), *quiet))


def _annotations(report: Report) -> Iterator[_Annotation]:
    for card in sorted(report.scorecards, key=by_subject):
        for sighting in sightings(card):
            yield _finding(report, sighting)
        yield from _remarks(report, card)
    for note in report.notes:
        yield _Annotation(kind="warning", title="cursus-tester", message=note)


def _finding(report: Report, sighting: Sighting) -> _Annotation:
    finding, rule = sighting.finding, sighting.rule
    blocks = sighting.blocks(report.summary)
    lines = [finding.message]
    if finding.hint:
        lines.append(f"What to do: {finding.hint}")
    if finding.scenario:
        lines.append(f"Scenario: {shown_scenario(finding)}")
    if finding.waiver is not None:
        lines.append(f"Waived: {finding.waiver}")
    kind = "notice"
    if sighting.is_open:
        kind = "error" if blocks or rule.severity is Severity.ERROR else "warning"
    return _Annotation(
        kind=kind,
        title=f"{rule.id} {rule.slug}, {standing(sighting.outcome, finding)}: {subject_name(sighting.subject)}",
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
    """The text of a command; a line break in it would end the command and could begin another."""
    return visible(text, keep_line_breaks=True).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property's value, which a colon or a comma would end."""
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
