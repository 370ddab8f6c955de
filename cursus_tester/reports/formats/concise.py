"""The report as one line for each finding: ``path:line:column: SB400 error message``, for grep, editors and CI logs."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.reports.order import by_subject, shown_scenario
from cursus_tester.reports.remarks import REMARK_LABELS, remarks
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.wording import (
    accepted,
    missing,
    not_run,
    ran,
    repeated,
    sentence,
    standing,
    totals,
    verdict,
    versions,
    why_not_rated,
    why_not_run,
)
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import ReportedFinding, findings_to_show
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Place


def render_concise(report: Report, options: RenderOptions = FOR_A_FILE) -> str:
    """Return a line for each finding, the blocking ones first, then lines without a place that end with the verdict.

    Lines with a place have the form that compilers give theirs, so that editors and problem matchers read it.
    """
    cards = sorted(report.scorecards, key=by_subject)
    found = [each for card in cards for each in findings_to_show(card)]
    found.sort(key=lambda each: not each.blocks(report.summary))
    lines = [
        *map(_finding, found),
        *(line for card in cards for line in _remarks(report, card)),
        *(f"note: {visible(note)}" for note in report.notes),
        versions(report),
        ran(report.summary),
        not_run(report.summary),
        *(f"  {reason}" for reason in why_not_run(report)),
        accepted(report),
        *missing(report),
        *why_not_rated(report),
        f"{totals(report.summary)}: {verdict(report.summary)}",
    ]
    return "".join(f"{visible(line)}\n" for line in lines)


def _finding(reported: ReportedFinding) -> str:
    finding, rule = reported.finding, reported.rule
    label = rule.severity.value if reported.is_open else standing(reported.outcome, finding)
    told = [finding.message, *([finding.place.cell] if finding.place.cell else [])]
    if finding.hint:
        told.append(f"what to do: {finding.hint}")
    if finding.scenario:
        told.append(f"scenario {shown_scenario(finding)}")
    if finding.waiver is not None:
        told.append(f"waived: {finding.waiver}")
    told += [sentence(repeated(each)) for each in reported.explains]
    return f"{_position(finding.place)}: {rule.id} {label} {'; '.join(told)}"


def _remarks(report: Report, card: Scorecard) -> Iterator[str]:
    for remark in remarks(card, report.summary.fail_on):
        label = "error" if remark.blocks else REMARK_LABELS[remark.kind]
        told = f"{remark.label}: {remark.reason}" if remark.blocks else remark.reason
        yield f"{_position(card.subject.place)}: {remark.rule_ids} {label} {told}"


def _position(place: Place) -> str:
    return f"{place.path}:{place.line}:{place.column}"
