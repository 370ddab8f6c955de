"""The report as JSON, schema ``cursus-tester/report/1``: ``report.schema.json`` beside this file describes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypedDict

from cursus_tester.reports.json_text import json_pieces
from cursus_tester.reports.order import by_place, by_rule, by_subject, rules_of
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.results.finding import Explanation, Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report, Summary
from cursus_tester.results.rule import Level, RuleInfo
from cursus_tester.results.scorecard import Exhibit, LevelScore, Scorecard
from cursus_tester.sdk.names import DISTRIBUTION

SCHEMA = "cursus-tester/report/1"


class Counts(TypedDict):
    """How many outcomes of each kind."""

    passed: int
    failed: int
    error: int
    blocked: int
    not_applicable: int
    waived: int
    unexpected_pass: int


class SummaryDocument(Counts):
    """The numbers of all subjects together."""

    subjects: int
    blocking: int
    unjudged: int
    fail_on: str | None
    score: float | None
    rating: str | None
    not_rated: int


class LevelDocument(Counts):
    """One level of one subject."""

    score: float | None


class ExplanationDocument(TypedDict):
    """The finding that says already what another one says."""

    rule: str
    fingerprint: str


class _FindingDocument(TypedDict):
    message: str
    hint: str
    path: str
    line: int
    column: int
    scenario: str | None
    more_scenarios: int
    scenarios: list[str]
    known: bool
    waiver: str | None
    fingerprint: str


class FindingDocument(_FindingDocument, total=False):
    """One violation."""

    #: In a notebook, the cell and the line in it, such as ``cell 7, line 3``; else ``None``. Older reports lack it.
    cell: str | None
    #: ``None`` where it counts. Reports from before findings were explained lack it.
    explained_by: ExplanationDocument | None


class OutcomeDocument(TypedDict):
    """The outcome of one rule for one subject."""

    rule: str
    slug: str
    level: str
    severity: str
    outcome: str
    reason: str | None
    known: bool
    findings: list[FindingDocument]


class ScenarioDocument(TypedDict):
    """One scenario: what the builder got, and the request or problem that resulted."""

    name: str
    situation: str
    config: dict[str, Any]
    request: dict[str, Any] | None
    problem: str | None


class PatternDocument(TypedDict):
    """``"A"``, ``"B"``, or ``None`` where unknown."""

    declared: str | None
    observed: str | None


class SubjectFacts(TypedDict):
    """One subject with its score."""

    id: str
    name: str
    path: str
    line: int
    kind: str
    step_type: str | None
    framework: str | None
    pattern: PatternDocument
    score: float | None
    rating: str | None
    not_rated: str | None
    levels: dict[str, LevelDocument]
    scenarios: list[ScenarioDocument]


class SubjectDocument(SubjectFacts):
    """One subject with its score and its outcomes."""

    outcomes: list[OutcomeDocument]


class ToolDocument(TypedDict):
    """The tool that wrote the report."""

    name: str
    version: str


class SdkDocument(TypedDict):
    """The SDK that builders ran with."""

    name: str
    version: str | None


class ShardDocument(TypedDict):
    """The shard of a run that the report covers."""

    index: int
    count: int


class _RuleDocument(TypedDict):
    id: str
    title: str
    weight: float
    documentation: str
    help_uri: str


class RuleDocument(_RuleDocument, total=False):
    """What the catalogue says of a rule, beside what its outcomes say."""

    #: The id that it had before; empty where there is none. Reports from before ids changed lack it.
    formerly: str
    #: What it judges, such as ``CreateModel steps``. Reports from before rules were grouped lack it.
    applies_to: str
    #: Whether ``check --fix`` may mend what it finds. Older reports lack it.
    fixable: bool


class MissingDocument(TypedDict, total=False):
    """What was planned and is not in the report. Reports from before it was told lack it."""

    #: Ids of the subjects that an interrupted run did not come to.
    not_judged: list[str]
    #: What could not be looked at, one message each.
    unread: list[str]


class ReportFacts(MissingDocument):
    """A report without its subjects."""

    schema: str
    tool: ToolDocument
    sdk: SdkDocument
    shard: ShardDocument | None
    summary: SummaryDocument
    notes: list[str]
    rules: list[RuleDocument]


class ReportDocument(ReportFacts):
    """The whole report."""

    subjects: list[SubjectDocument]


def report_document(report: Report) -> ReportDocument:
    """Return the report as plain dicts and lists: subjects sorted by id, outcomes by rule, findings by place."""
    return {**_facts(report), "subjects": list(_subjects(report))}


def _facts(report: Report) -> ReportFacts:
    return {
        "schema": SCHEMA,
        "tool": {"name": "cursus-tester", "version": report.tool_version},
        "sdk": {"name": DISTRIBUTION, "version": report.sdk_version},
        "shard": {"index": report.shard.index, "count": report.shard.count} if report.shard else None,
        "summary": _summary(report.summary),
        "not_judged": list(report.not_judged),
        "unread": list(report.unread),
        "notes": list(report.notes),
        "rules": [_rule(rule) for rule in rules_of(report)],
    }


def _subjects(report: Report) -> Iterator[SubjectDocument]:
    #: By identity: subjects share outcomes without findings.
    shared: dict[int, OutcomeDocument] = {}
    return (_subject(card, shared) for card in sorted(report.scorecards, key=by_subject))


def render_json(report: Report, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the report as JSON text; the same report gives the same bytes."""
    return "".join(render_json_pieces(report, options))


def render_json_pieces(report: Report, options: RenderOptions = FOR_A_FILE) -> Iterator[str]:
    """Return the pieces of that text, one for each subject."""
    return json_pieces(_facts(report), "subjects", _subjects(report))


def _rule(rule: RuleInfo) -> RuleDocument:
    return {
        "id": rule.id,
        "title": rule.title,
        "weight": rule.weight,
        "documentation": rule.documentation,
        "help_uri": rule.help_uri,
        "formerly": rule.formerly,
        "applies_to": rule.applies_to,
        "fixable": rule.fixable,
    }


def _summary(summary: Summary) -> SummaryDocument:
    return {
        "subjects": summary.subjects,
        **_counts(summary),
        "blocking": summary.blocking,
        "unjudged": summary.unjudged,
        "fail_on": summary.fail_on.value if summary.fail_on else None,
        "score": summary.score,
        "rating": summary.rating,
        "not_rated": summary.not_rated,
    }


def _counts(counted: Summary | LevelScore) -> Counts:
    counts = counted.counts
    return {
        "passed": counts[OutcomeKind.PASSED],
        "failed": counts[OutcomeKind.FAILED],
        "error": counts[OutcomeKind.ERROR],
        "blocked": counts[OutcomeKind.BLOCKED],
        "not_applicable": counts[OutcomeKind.NOT_APPLICABLE],
        "waived": counts[OutcomeKind.WAIVED],
        "unexpected_pass": counts[OutcomeKind.UNEXPECTED_PASS],
    }


def _subject(card: Scorecard, shared: dict[int, OutcomeDocument]) -> SubjectDocument:
    subject = card.subject
    return {
        "id": subject.id,
        "name": subject.name,
        "path": subject.place.path,
        "line": subject.place.line,
        "kind": subject.kind.value,
        "step_type": card.step_type,
        "framework": card.framework,
        "pattern": {"declared": card.pattern.declared, "observed": card.pattern.observed},
        "score": card.score,
        "rating": card.rating,
        "not_rated": card.not_rated,
        "levels": {level.value: {"score": card.levels[level].score, **_counts(card.levels[level])} for level in Level},
        "outcomes": [_shared_outcome(outcome, shared) for outcome in sorted(card.outcomes, key=by_rule)],
        "scenarios": [_scenario(exhibit) for exhibit in card.exhibits],
    }


def _scenario(exhibit: Exhibit) -> ScenarioDocument:
    return {
        "name": exhibit.scenario,
        "situation": exhibit.situation,
        "config": dict(exhibit.config),
        "request": dict(exhibit.request) if exhibit.request is not None else None,
        "problem": exhibit.problem,
    }


def _shared_outcome(outcome: Outcome, shared: dict[int, OutcomeDocument]) -> OutcomeDocument:
    document = shared.get(id(outcome))
    if document is None:
        document = _outcome(outcome)
        if not outcome.findings:
            shared[id(outcome)] = document
    return document


def _outcome(outcome: Outcome) -> OutcomeDocument:
    return {
        "rule": outcome.rule.id,
        "slug": outcome.rule.slug,
        "level": outcome.rule.level.value,
        "severity": outcome.rule.severity.value,
        "outcome": outcome.kind.value,
        "reason": outcome.reason,
        "known": outcome.known,
        "findings": [finding_document(finding) for finding in sorted(outcome.findings, key=by_place)],
    }


def finding_document(finding: Finding) -> FindingDocument:
    """Return a finding as a plain dict."""
    return {
        "message": finding.message,
        "hint": finding.hint,
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "cell": finding.place.cell or None,
        "scenario": finding.scenario,
        "more_scenarios": finding.more_scenarios,
        "scenarios": list(finding.scenarios),
        "known": finding.known,
        "waiver": finding.waiver,
        "fingerprint": finding.fingerprint,
        "explained_by": _explanation(finding.explained_by),
    }


def _explanation(found: Explanation | None) -> ExplanationDocument | None:
    return {"rule": found.rule, "fingerprint": found.fingerprint} if found is not None else None
