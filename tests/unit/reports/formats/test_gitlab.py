"""GitLab's Code Quality report: its form, its fingerprints, its severities."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from cursus_tester.reports.formats.gitlab import render_gitlab
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import finding, full_report, outcome, report, subject

#: What GitLab documents of an entry; it ships no schema for it.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def issues(written: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render_gitlab(written))
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    return found


def of(*outcomes: Outcome, name: str = "AStepBuilder") -> Report:
    return report(scorecard(subject(name=name), None, None, Pattern(), outcomes))


@pytest.mark.parametrize("example", [full_report(), report()], ids=["full", "empty"])
def test_no_two_issues_have_the_same_fingerprint(example: Report) -> None:
    fingerprints = [each["fingerprint"] for each in issues(example)]

    assert len(set(fingerprints)) == len(fingerprints)


def found(message: str = "wrong", *, line: int = 1) -> Finding:
    return replace(finding(message, line=line), fingerprint=message)


def test_a_fingerprint_stays_when_lines_move_and_scores_change() -> None:
    before = of(outcome("SB300", OutcomeKind.FAILED, found(line=3)), outcome("CM310", OutcomeKind.PASSED))
    after = of(outcome("SB300", OutcomeKind.FAILED, found(line=9)), outcome("CM310", OutcomeKind.FAILED, found("new")))

    old, new = ({each["fingerprint"] for each in issues(each)} for each in (before, after))

    assert len(old & new) == 2
    assert len(new - old) == 1


def test_the_same_fault_of_two_builders_is_two_issues() -> None:
    one, other = (of(outcome("SB300", OutcomeKind.FAILED, found()), name=name) for name in ("A", "B"))

    both = issues(report(*one.scorecards, *other.scorecards))

    assert len({each["fingerprint"] for each in both}) == 3
    assert {each["fingerprint"] for each in issues(one)} < {each["fingerprint"] for each in both}


@pytest.mark.parametrize(
    ("single", "severity", "description"),
    [
        (outcome("SB300", OutcomeKind.FAILED, found()), "blocker", "AStepBuilder: wrong; what to do: do it the other"),
        (outcome("SB300", OutcomeKind.FAILED, found(), severity=Severity.WARNING), "minor", "AStepBuilder: wrong; "),
        (
            outcome("SB300", OutcomeKind.FAILED, replace(found(), known=True)),
            "info",
            "[in the baseline] AStepBuilder: wrong; ",
        ),
        (
            outcome("SB300", OutcomeKind.WAIVED, replace(found(), waiver="agreed"), reason="agreed"),
            "info",
            "[waived: agreed] AStepBuilder: wrong; ",
        ),
        (outcome("CM490", OutcomeKind.PASSED, found(), severity=Severity.INFO), "info", "[note] AStepBuilder: wrong; "),
        (outcome("SB300", OutcomeKind.ERROR, reason="crash"), "critical", "AStepBuilder: crashed: SB300: crash"),
        (
            outcome("SB300", OutcomeKind.BLOCKED, reason="died"),
            "blocker",
            "AStepBuilder: blocked, counts as failed: SB300: died",
        ),
        (
            outcome("SB300", OutcomeKind.BLOCKED, reason="died", severity=Severity.WARNING),
            "info",
            "AStepBuilder: blocked: SB300: died",
        ),
        (outcome("SB300", OutcomeKind.UNEXPECTED_PASS, reason="so"), "minor", "AStepBuilder: passed unexpectedly: "),
    ],
)
def test_severity_says_whether_it_blocks(single: Outcome, severity: str, description: str) -> None:
    first, _ = issues(of(single))

    assert first["severity"] == severity
    assert first["description"].startswith(description)
