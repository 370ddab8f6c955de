"""The report as JUnit XML: a test suite for the run, then one for each subject with a case for each rule.

The suite for the run has a case only for what was planned and is missing, which is an error.

A case fails if one of its findings blocks or the builder kept its rule from being judged, and is an error if its rule
crashed: a CI server shows red when the exit code is not 0. Findings that do not block are in the output of the case.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from cursus_tester.reports.order import by_rule, by_subject, shown_scenario
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.wording import (
    INCOMPLETE,
    NOT_RATED,
    accepted,
    missing,
    not_run,
    outcome_label,
    ran,
    rated_summary,
    rated_text,
    repeated,
    standing,
    verdict,
    versions,
    why_not_rated,
    why_not_run,
)
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report, Summary
from cursus_tester.results.reported_findings import ReportedFinding, findings_to_show
from cursus_tester.results.scorecard import Scorecard

_SKIPPED = (OutcomeKind.NOT_APPLICABLE, OutcomeKind.BLOCKED)


def render_junit(report: Report, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the report as JUnit XML, without times: nothing in a report depends on a clock."""
    suites = [_run(report), *(_suite(report.summary, card) for card in sorted(report.scorecards, key=by_subject))]
    cases = [case for suite in suites for case in suite.iter("testcase")]
    root = Element("testsuites", {"name": "cursus-tester", **_counts(cases)})
    root.extend(suites)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _counts(cases: Sequence[Element]) -> dict[str, str]:
    counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    found = {name: sum(case.find(tag) is not None for case in cases) for name, tag in counted.items()}
    return {"tests": str(len(cases)), **{name: str(count) for name, count in found.items()}}


def _run(report: Report) -> Element:
    """A suite with the numbers of all subjects together: JUnit has no place for them above the suites."""
    summary = report.summary
    cases = [_missing(each) for each in missing(report)]
    suite = Element("testsuite", {"name": "cursus-tester", **_counts(cases)})
    properties = {
        "made with": versions(report),
        "builders": str(summary.subjects),
        "score": rated_summary(summary),
        "verdict": verdict(summary),
        "rules that ran": ran(summary),
        "rules that did not run": "; ".join((not_run(summary), *why_not_run(report))),
        "findings that do not count": accepted(report),
        **{f"not rated {index}": reason for index, reason in enumerate(why_not_rated(report), 1)},
        **{f"note {index}": note for index, note in enumerate(report.notes, 1)},
    }
    _add_properties(suite, properties)
    suite.extend(cases)
    return suite


def _missing(said: str) -> Element:
    case = Element("testcase", {"classname": "cursus-tester", "name": visible(said)})
    _add(case, "error", said, INCOMPLETE)
    return case


def _suite(summary: Summary, card: Scorecard) -> Element:
    found: dict[str, list[ReportedFinding]] = {}
    shown = findings_to_show(card)
    for reported in (*shown, *(each for first in shown for each in first.explains)):
        found.setdefault(reported.rule.id, []).append(reported)
    outcomes = sorted(card.outcomes, key=by_rule)
    cases = [_case(summary, card, outcome, found.get(outcome.rule.id, [])) for outcome in outcomes]
    suite = Element("testsuite", {"name": visible(card.subject.id), **_counts(cases)})
    properties = {
        "score": rated_text(card),
        **({NOT_RATED: card.not_rated} if card.not_rated is not None else {}),
        "step type": card.step_type or "not known",
        "framework": card.framework or "not known",
        "pattern": f"{card.pattern.declared or 'not'} declared, {card.pattern.observed or 'not'} observed",
    }
    _add_properties(suite, properties)
    suite.extend(cases)
    return suite


def _add_properties(suite: Element, properties: dict[str, str]) -> None:
    parent = SubElement(suite, "properties")
    for name, value in properties.items():
        SubElement(parent, "property", {"name": name, "value": visible(value)})


def _case(summary: Summary, card: Scorecard, outcome: Outcome, found: list[ReportedFinding]) -> Element:
    rule, subject = outcome.rule, card.subject
    case = Element(
        "testcase",
        {
            "classname": visible(subject.id),
            "name": visible(f"{rule.id} {rule.slug}"),
            "file": visible(subject.place.path),
            "line": str(found[0].finding.place.line if found else subject.place.line),
        },
    )
    blocking = [each for each in found if each.blocks(summary)]
    others = [each for each in found if not each.blocks(summary)]
    if blocking:
        _add(case, "failure", blocking[0].finding.message, rule.severity.value, "\n\n".join(map(_told, blocking)))
    elif outcome.kind is OutcomeKind.BLOCKED and outcome.blocks(summary.fail_on):
        _add(case, "failure", f"blocked, counts as failed: {outcome.reason}", rule.severity.value)
    elif outcome.kind is OutcomeKind.ERROR:
        _add(case, "error", outcome.reason or "no reason given", "crashed", "")
    elif outcome.kind in _SKIPPED or (outcome.kind is OutcomeKind.WAIVED and not found):
        _add(case, "skipped", f"{outcome_label(outcome.kind)}: {outcome.reason or 'no reason given'}")
    elif (
        found
        and not any(each.is_open and each.finding.counts for each in found)
        and outcome.kind is not OutcomeKind.PASSED
    ):
        whys = dict.fromkeys(_why_accepted(each) for each in found)
        _add(case, "skipped", "; ".join(whys))
    output = [_told(each) for each in others]
    if outcome.kind is OutcomeKind.UNEXPECTED_PASS:
        output.append(f"passed unexpectedly: {outcome.reason or 'no reason given'}")
    if output:
        SubElement(case, "system-out").text = visible("\n\n".join(output), keep_line_breaks=True)
    return case


def _add(case: Element, tag: str, message: str, type: str | None = None, text: str = "") -> None:
    attributes = {"message": visible(message, keep_line_breaks=True)}
    if type is not None:
        attributes["type"] = type
    SubElement(case, tag, attributes).text = visible(text, keep_line_breaks=True) or None


def _why_accepted(reported: ReportedFinding) -> str:
    finding = reported.finding
    return f"waived: {finding.waiver}" if finding.waiver is not None else standing(reported.outcome, finding)


def _told(reported: ReportedFinding) -> str:
    finding = reported.finding
    lines = [f"{finding.place}: {standing(reported.outcome, finding)}: {finding.message}"]
    if finding.hint:
        lines.append(f"what to do: {finding.hint}")
    if finding.scenario:
        lines.append(f"scenario: {shown_scenario(finding)}")
    if finding.waiver is not None:
        lines.append(f"waived: {finding.waiver}")
    lines += map(repeated, reported.explains)
    return "\n".join(lines)
