"""Findings counted by rule: exact text."""

from __future__ import annotations

from cursus_tester.reports.statistics import render_statistics
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import finding, full_report, good_card, outcome, report, subject


def test_rules_by_how_often_they_found_something() -> None:
    other = scorecard(
        subject("B"), None, None, Pattern(), [outcome("CM303", OutcomeKind.FAILED, finding(), slug="pattern-b-request")]
    )

    assert render_statistics(report(*full_report().scorecards, other)) == (
        "findings by rule:\n"
        "    4 CM303 pattern-b-request    error   2 builders, 1 in the baseline, 1 waived\n"
        "    1 CM490 some-rule            info    1 builder\n"
        "    1 SB204 missing-input-named  error   1 builder, 1 waived\n"
    )


def test_nothing_found() -> None:
    assert render_statistics(report(good_card())) == "findings by rule: none\n"


def test_text_of_unknown_origin_is_shown_and_not_obeyed() -> None:
    failed = outcome("CM303", OutcomeKind.FAILED, finding(), slug="evil\x1b[2J")

    assert "evil\\x1b[2J" in render_statistics(report(scorecard(subject(), None, None, Pattern(), [failed])))
