"""The report as SARIF 2.1.0, for code scanning.

Findings become results, waived ones and those in the baseline with a suppression; so do blocked rules that count as
failed, where their cause is no result. Everything else (rules that crashed, were blocked or passed unexpectedly; the
denominator; notes on waivers) becomes a notification of the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from cursus_tester.reports.formats.json import report_document
from cursus_tester.reports.json_text import json_text
from cursus_tester.reports.order import by_subject, rules_of, shown_scenario
from cursus_tester.reports.remarks import Remark, remarks
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
    why_not_rated,
    why_not_run,
)
from cursus_tester.results.outcome import CAUSES, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import ReportedFinding, findings_to_show, reported_findings
from cursus_tester.results.rule import RuleInfo, Severity
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Place, Subject

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: GitHub rejects a run with more results, and shows only the first of them.
_MOST_RESULTS, _SHOWN_RESULTS = 25_000, 5_000
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_REMARK_LEVELS = {
    OutcomeKind.ERROR: "error",
    OutcomeKind.BLOCKED: "note",
    OutcomeKind.WAIVED: "note",
    OutcomeKind.UNEXPECTED_PASS: "warning",
}
_ROOT = "%SRCROOT%"

_Document = dict[str, Any]


def render_sarif(report: Report, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the report as a SARIF log of one run; the same report gives the same bytes."""
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]})


def _run(report: Report) -> _Document:
    rules = rules_of(report)
    places = {rule.id: index for index, rule in enumerate(rules)}
    cards = sorted(report.scorecards, key=by_subject)
    found = [each for card in cards for each in findings_to_show(card)]
    unjudged = [(card, remark) for card in cards for remark in _untold(report, card)]
    most = _MOST_RESULTS - len(unjudged)
    if len(found) > most:
        # The least important results are left out; the others keep their order.
        kept = sorted(range(len(found)), key=lambda index: _importance(report, found[index]))[:most]
        shown = [found[index] for index in sorted(kept)]
    else:
        shown = found
    return {
        "tool": {"driver": _driver(report, rules)},
        "invocations": [_invocation(report, cards, len(found) + len(unjudged))],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which the tool was started."}}},
        "results": [*(_unjudged(*each, places) for each in unjudged), *(_result(each, places) for each in shown)],
        "properties": _denominator(report, cards),
    }


def _importance(report: Report, reported: ReportedFinding) -> tuple[bool, bool, int]:
    """A sort key: what blocks first."""
    return not reported.blocks(report.summary), not reported.is_open, reported.rule.severity.rank


def _driver(report: Report, rules: Sequence[RuleInfo]) -> _Document:
    return {
        "name": "cursus-tester",
        "version": visible(report.tool_version),
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: RuleInfo) -> _Document:
    descriptor: _Document = {
        "id": rule.id,
        "name": rule.slug,
        "shortDescription": {"text": _message(rule.title)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    if rule.documentation:
        text = visible(rule.documentation, keep_line_breaks=True)
        descriptor["fullDescription"] = {"text": _message(text.split("\n\n")[0])}
        descriptor["help"] = {"text": _message(text), "markdown": _escaped_braces(text)}
    if rule.formerly:
        descriptor["deprecatedIds"] = [rule.formerly]
    if rule.help_uri:
        descriptor["helpUri"] = rule.help_uri
    descriptor["properties"] = {"level": rule.level.value, "weight": rule.weight, "tags": [rule.level.value]}
    return descriptor


def _result(reported: ReportedFinding, places: Mapping[str, int]) -> _Document:
    finding, rule = reported.finding, reported.rule
    text = finding.message
    if finding.hint:
        text += f"\n\nWhat to do: {finding.hint}"
    if finding.scenario:
        text += f"\n\nScenario: {shown_scenario(finding)}"
    text += "".join(f"\n\n{sentence(repeated(each))}" for each in reported.explains)
    return {
        "ruleId": rule.id,
        "ruleIndex": places[rule.id],
        # Not every reader knows suppressions, so accepted findings are notes.
        "level": _LEVELS[rule.severity] if reported.is_open else "note",
        "message": {"text": _message(text)},
        "locations": [_location(finding.place, reported.subject)],
        "partialFingerprints": {"cursusTesterFinding/v1": finding.fingerprint or visible(finding.message)},
        # SARIF requires the list on all results of a run or on none.
        "suppressions": list(_suppressions(reported)),
        "properties": {
            "subject": visible(reported.subject.id),
            "outcome": reported.outcome.kind.value,
            "standing": standing(reported.outcome, finding),
        },
    }


def _untold(report: Report, card: Scorecard) -> Iterator[Remark]:
    """Blocked rules that count as failed and whose cause is no result: else code scanning would show nothing."""
    if any(each.rule.id in CAUSES and each.is_open for each in reported_findings(card)):
        return
    for remark in remarks(card, report.summary.fail_on):
        if remark.blocks:
            yield remark


def _unjudged(card: Scorecard, remark: Remark, places: Mapping[str, int]) -> _Document:
    first = remark.rules[0]
    return {
        "ruleId": first.id,
        "ruleIndex": places[first.id],
        "level": "error",
        "message": {"text": _message(f"{remark.title}\n\n{remark.reason}")},
        "locations": [_location(card.subject.place, card.subject)],
        "partialFingerprints": {"cursusTesterFinding/v1": visible(f"blocked: {remark.reason}")},
        "suppressions": [],
        "properties": {
            "subject": visible(card.subject.id),
            "outcome": remark.kind.value,
            "standing": first.severity.value,
        },
    }


def _suppressions(reported: ReportedFinding) -> Iterator[_Document]:
    finding = reported.finding
    if finding.waiver is not None:
        yield {"kind": "external", "status": "accepted", "justification": visible(f"waived: {finding.waiver}")}
    if finding.known:
        yield {"kind": "external", "status": "accepted", "justification": "in the baseline"}


def _location(place: Place, subject: Subject) -> _Document:
    artifact = {"uri": quote(place.path, errors="surrogateescape")}
    if not place.path.startswith("../"):
        artifact["uriBaseId"] = _ROOT
    location: _Document = {
        "physicalLocation": {
            "artifactLocation": artifact,
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
    names: list[_Document] = []
    if subject.name:
        kind = "type" if subject.is_builder else "function"
        names.append({"name": visible(subject.name), "fullyQualifiedName": visible(subject.id), "kind": kind})
    if place.cell:
        cell = place.cell.partition(",")[0]
        names.append({"name": cell, "fullyQualifiedName": f"{visible(place.path)}::{cell}"})
    if names:
        location["logicalLocations"] = names
    return location


def _invocation(report: Report, cards: Sequence[Scorecard], found: int) -> _Document:
    summary = report.summary
    lines = [
        f"{totals(summary)}: {verdict(summary)}",
        *why_not_rated(report),
        ran(summary),
        not_run(summary),
        *why_not_run(report),
        accepted(report),
    ]
    told = [_notification("note", "\n".join(lines)), *(_notification("error", each) for each in missing(report))]
    if found > _SHOWN_RESULTS:
        text = f"GitHub shows {_SHOWN_RESULTS} of these {found} results"
        if found > _MOST_RESULTS:
            text += f"; it accepts at most {_MOST_RESULTS}, so this file leaves out the least important ones"
        told.append(_notification("warning", text))
    told += [_remark(card, remark) for card in cards for remark in remarks(card, summary.fail_on)]
    return {
        # Whether the tool did all of its work, not whether it found anything.
        "executionSuccessful": report.is_complete
        and not summary.counts[OutcomeKind.ERROR]
        and verdict(summary) != "nothing was tested",
        "toolExecutionNotifications": told,
        "toolConfigurationNotifications": [_notification("warning", note) for note in report.notes],
    }


def _notification(level: str, text: str) -> _Document:
    return {"level": level, "message": {"text": _message(text)}}


def _remark(card: Scorecard, remark: Remark) -> _Document:
    subject = card.subject
    return {
        **_notification(
            "error" if remark.blocks else _REMARK_LEVELS[remark.kind], f"{subject.id}: {remark.title}: {remark.reason}"
        ),
        "locations": [_location(subject.place, subject)],
    }


def _denominator(report: Report, cards: Sequence[Scorecard]) -> _Document:
    """The numbers of the JSON report, under the same names."""
    document = report_document(report)
    return {
        "sdk": document["sdk"],
        "summary": document["summary"],
        "subjects": [
            {
                "id": visible(card.subject.id),
                "score": card.score,
                "rating": card.rating,
                "not_rated": visible(card.not_rated) if card.not_rated is not None else None,
                "counts": {
                    kind.value: sum(level.counts[kind] for level in card.levels.values()) for kind in OutcomeKind
                },
            }
            for card in cards
        ],
    }


def _counts(card: Scorecard) -> dict[str, int]:
    return {kind.value: sum(level.counts[kind] for level in card.levels.values()) for kind in OutcomeKind}


def _message(text: str) -> str:
    """Text for a SARIF message, without links: a bracket before a parenthesis would start one."""
    return _escaped_braces(visible(text, keep_line_breaks=True)).replace("](", "] (")


def _escaped_braces(text: str) -> str:
    """Text with braces doubled, since single ones are placeholders (SARIF 3.11.5)."""
    return text.replace("{", "{{").replace("}", "}}")
