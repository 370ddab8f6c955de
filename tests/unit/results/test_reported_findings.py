"""Findings one by one: which of them count, and which block."""

from __future__ import annotations

import pytest

from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.reported_findings import reported_findings
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard, summarize
from tests.unit.reports.example import broken_card, finding, outcome, subject

CARD = scorecard(
    subject(),
    None,
    None,
    Pattern(),
    [
        outcome("SB300", OutcomeKind.FAILED),
        outcome("CM301", OutcomeKind.FAILED, finding("b", line=2), finding("a", line=2), finding("known", known=True)),
        outcome("CM302", OutcomeKind.FAILED, finding("may block"), severity=Severity.WARNING),
        outcome("CM303", OutcomeKind.FAILED, finding("agreed", waiver="yes"), severity=Severity.WARNING),
        outcome("CM304", OutcomeKind.WAIVED, finding("waived", waiver="yes"), reason="yes"),
        outcome("CM305", OutcomeKind.PASSED, finding("a note"), severity=Severity.INFO),
        outcome("CM306", OutcomeKind.ERROR, reason="crashed"),
    ],
)


def test_every_finding_is_there_by_rule_and_place() -> None:
    assert [(each.rule.id, each.finding.message, each.is_open) for each in reported_findings(CARD)] == [
        ("CM301", "known", False),
        ("CM301", "a", True),
        ("CM301", "b", True),
        ("CM302", "may block", True),
        ("CM303", "agreed", False),
        ("CM304", "waived", False),
        ("CM305", "a note", False),
        ("SB300", "failed: a builder does as it should", True),
    ]


@pytest.mark.parametrize(("fail_on", "expected"), [(Severity.ERROR, 4), (Severity.WARNING, 5), (None, 0)])
def test_those_that_block_are_those_that_the_summary_counts(fail_on: Severity | None, expected: int) -> None:
    summary = summarize([CARD, broken_card()], fail_on=fail_on)

    blocking = [each for card in (CARD, broken_card()) for each in reported_findings(card) if each.blocks(summary)]

    assert len(blocking) == summary.blocking - summary.unjudged == expected
