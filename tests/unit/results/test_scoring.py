"""Scores, ratings and summaries, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import Level, RuleInfo, Severity
from cursus_tester.results.scorecard import LevelScore, Pattern
from cursus_tester.results.scoring import count_kinds, overall, rating, rescored, score_levels, scorecard, summarize
from cursus_tester.results.subject import Place, Subject, SubjectKind

PASSED, FAILED, ERROR, BLOCKED = OutcomeKind.PASSED, OutcomeKind.FAILED, OutcomeKind.ERROR, OutcomeKind.BLOCKED
NOT_APPLICABLE, WAIVED, UNEXPECTED = OutcomeKind.NOT_APPLICABLE, OutcomeKind.WAIVED, OutcomeKind.UNEXPECTED_PASS


def outcome(
    kind: OutcomeKind,
    *,
    id: str = "SB300",
    level: Level = Level.STEP_CREATION,
    severity: Severity = Severity.ERROR,
    weight: float = 1.0,
    findings: int = 0,
) -> Outcome:
    rule = RuleInfo(id=id, slug="some-rule", title="works", level=level, severity=severity, weight=weight)
    one = Finding(message="found", hint="mend", place=Place(path="a.py"))
    return Outcome(rule=rule, kind=kind, findings=(one,) * findings)


def subject(name: str = "XStepBuilder") -> Subject:
    return Subject(name=name, kind=SubjectKind.BUILDER, place=Place(path="a.py"), file="/a.py")


def level_scores(*scores: float | None) -> dict[Level, LevelScore]:
    return {level: LevelScore(score=score, counts=count_kinds(())) for level, score in zip(Level, scores, strict=True)}


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([], None),
        ([PASSED], 100.0),
        ([FAILED], 0.0),
        ([PASSED, FAILED], 50.0),
        ([PASSED, ERROR], 50.0),
        ([PASSED, BLOCKED], 50.0),
        ([PASSED, NOT_APPLICABLE, WAIVED, UNEXPECTED], 100.0),
        ([NOT_APPLICABLE, WAIVED, UNEXPECTED], None),
        ([PASSED, PASSED, FAILED], 66.6),
        ([PASSED] * 1999 + [FAILED], 99.9),
    ],
)
def test_level_score_is_the_share_that_passed_rounded_down(kinds: list[OutcomeKind], expected: float | None) -> None:
    assert score_levels(map(outcome, kinds))[Level.STEP_CREATION].score == expected


def test_rules_count_by_weight() -> None:
    outcomes = [outcome(PASSED, weight=3.0), outcome(FAILED), outcome(PASSED, severity=Severity.INFO, weight=0.0)]

    assert score_levels(outcomes)[Level.STEP_CREATION].score == 75.0


def test_info_rules_alone_give_no_score() -> None:
    outcomes = [outcome(PASSED, severity=Severity.INFO, weight=0.0, findings=2)]

    assert score_levels(outcomes)[Level.STEP_CREATION].score is None


def test_every_level_and_every_kind_is_counted_in_order() -> None:
    levels = score_levels([outcome(FAILED), outcome(WAIVED), outcome(WAIVED)])

    assert list(levels) == list(Level)
    assert dict(levels[Level.STEP_CREATION].counts) == {**dict.fromkeys(OutcomeKind, 0), FAILED: 1, WAIVED: 2}
    assert dict(levels[Level.INTEGRATION].counts) == dict.fromkeys(OutcomeKind, 0)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((None, None, None, None), None),
        ((100.0, 100.0, 100.0, 100.0), 100.0),
        ((100.0, 0.0, 0.0, 0.0), 14.2),
        ((0.0, 100.0, 0.0, 0.0), 21.4),
        ((0.0, 0.0, 100.0, 0.0), 28.5),
        ((0.0, 0.0, 0.0, 100.0), 35.7),
        ((50.0, None, None, None), 50.0),
        ((100.0, None, 0.0, None), 33.3),
    ],
)
def test_overall_is_the_weighted_mean_of_the_levels_that_have_a_score(
    scores: tuple[float | None, ...], expected: float | None
) -> None:
    assert overall(level_scores(*scores)) == expected


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (None, None),
        (100.0, "Excellent"),
        (90.0, "Excellent"),
        (89.9, "Good"),
        (80.0, "Good"),
        (79.9, "Satisfactory"),
        (70.0, "Satisfactory"),
        (69.9, "Needs Work"),
        (60.0, "Needs Work"),
        (59.9, "Poor"),
        (0.0, "Poor"),
    ],
)
def test_rating_has_thresholds(score: float | None, expected: str | None) -> None:
    assert rating(score, [outcome(PASSED)]) == expected


@pytest.mark.parametrize(
    ("kind", "severity", "expected"),
    [
        (FAILED, Severity.ERROR, "Good"),
        (FAILED, Severity.WARNING, "Excellent"),
        (BLOCKED, Severity.ERROR, "Good"),
        (BLOCKED, Severity.WARNING, "Excellent"),
        (WAIVED, Severity.ERROR, "Excellent"),
        (NOT_APPLICABLE, Severity.ERROR, "Excellent"),
    ],
)
def test_a_failed_or_blocked_error_rule_is_never_excellent(
    kind: OutcomeKind, severity: Severity, expected: str
) -> None:
    assert rating(99.0, [outcome(PASSED), outcome(kind, severity=severity)]) == expected


def test_a_worse_rating_is_left_alone_by_a_failed_error_rule() -> None:
    assert rating(65.0, [outcome(FAILED)]) == "Needs Work"


def test_scorecard_sorts_outcomes_and_sums_them_up() -> None:
    outcomes = [
        outcome(FAILED, id="SB400", level=Level.INTEGRATION),
        outcome(PASSED, id="SB100", level=Level.INTERFACE),
    ]

    card = scorecard(subject(), "CreateModel", "xgboost", Pattern(declared="A"), outcomes)

    assert [each.rule.id for each in card.outcomes] == ["SB100", "SB400"]
    assert (card.score, card.rating) == (28.5, "Poor")
    assert (card.step_type, card.framework, card.pattern) == ("CreateModel", "xgboost", Pattern(declared="A"))


@pytest.mark.parametrize(
    ("case", "fail_on", "expected"),
    [
        (outcome(FAILED, findings=3), Severity.ERROR, 3),
        (outcome(FAILED, findings=0), Severity.ERROR, 1),
        (outcome(FAILED, severity=Severity.WARNING, findings=2), Severity.ERROR, 0),
        (outcome(FAILED, severity=Severity.WARNING, findings=2), Severity.WARNING, 2),
        (outcome(FAILED, severity=Severity.ERROR, findings=2), Severity.WARNING, 2),
        (outcome(PASSED, severity=Severity.INFO, findings=2), Severity.WARNING, 0),
        (outcome(WAIVED, findings=2), Severity.WARNING, 0),
        (outcome(BLOCKED), Severity.ERROR, 1),
        (outcome(BLOCKED, severity=Severity.WARNING), Severity.ERROR, 0),
        (outcome(BLOCKED, severity=Severity.WARNING), Severity.WARNING, 1),
        (outcome(BLOCKED), None, 0),
        (replace(outcome(BLOCKED), known=True), Severity.ERROR, 0),
        (outcome(ERROR), Severity.WARNING, 0),
    ],
)
def test_blocking_counts_findings_of_failed_rules_and_blocked_rules(
    case: Outcome, fail_on: Severity | None, expected: int
) -> None:
    card = scorecard(subject(), None, None, Pattern(), [case])

    summary = summarize([card], fail_on=fail_on)
    assert summary.blocking == expected
    assert summary.unjudged == (expected if case.kind is BLOCKED else 0)
    assert case.blocks(fail_on) is bool(expected)


def test_summary_is_the_mean_of_the_subjects_that_have_a_score() -> None:
    perfect = scorecard(subject("A"), None, None, Pattern(), [outcome(PASSED)])
    half = scorecard(subject("B"), None, None, Pattern(), [outcome(PASSED), outcome(FAILED, findings=1)])
    nothing = scorecard(subject("C"), None, None, Pattern(), [outcome(NOT_APPLICABLE)])

    summary = summarize([perfect, half, nothing])

    assert (summary.subjects, summary.score, summary.rating, summary.blocking) == (3, 75.0, "Satisfactory", 1)
    assert dict(summary.counts) == {**dict.fromkeys(OutcomeKind, 0), PASSED: 2, FAILED: 1, NOT_APPLICABLE: 1}


def test_one_failed_error_rule_among_many_builders_keeps_the_summary_from_excellent() -> None:
    cards = [scorecard(subject(str(n)), None, None, Pattern(), [outcome(PASSED)]) for n in range(99)]
    cards.append(scorecard(subject("last"), None, None, Pattern(), [outcome(FAILED)]))

    assert (summarize(cards).score, summarize(cards).rating) == (99.0, "Good")


def test_summary_of_nothing_has_no_score() -> None:
    summary = summarize([])

    assert (summary.subjects, summary.score, summary.rating, summary.blocking) == (0, None, None, 0)


@pytest.mark.parametrize(
    ("outcomes", "not_looked_at", "expected"),
    [
        ([outcome(PASSED)], None, None),
        ([outcome(FAILED)], None, None),
        ([outcome(PASSED), outcome(NOT_APPLICABLE)], None, None),
        ([outcome(PASSED), outcome(BLOCKED)], None, "1 rule could not be judged"),
        ([outcome(PASSED), outcome(BLOCKED, severity=Severity.WARNING)], None, "1 rule could not be judged"),
        ([outcome(BLOCKED), outcome(BLOCKED)], None, "2 rules could not be judged"),
        ([outcome(PASSED)], "it was only read, not run", "it was only read, not run"),
        ([outcome(PASSED), outcome(BLOCKED)], "nobody ran it", "nobody ran it; 1 rule could not be judged"),
        ([outcome(NOT_APPLICABLE)], None, "no rule ran that counts"),
        ([outcome(NOT_APPLICABLE)], "nobody ran it", "nobody ran it"),
    ],
)
def test_what_was_not_looked_at_is_not_rated(
    outcomes: list[Outcome], not_looked_at: str | None, expected: str | None
) -> None:
    card = scorecard(subject(), "CreateModel", None, Pattern(), outcomes, not_looked_at=not_looked_at)

    assert card.not_rated == expected
    assert (card.rating is None) is (expected is not None)
    assert rescored(card, card.outcomes) == card


def test_what_is_not_rated_is_left_out_of_the_average_and_counted() -> None:
    half = scorecard(subject("A"), None, None, Pattern(), [outcome(PASSED), outcome(FAILED)])
    read = scorecard(subject("B"), None, None, Pattern(), [outcome(PASSED)], not_looked_at="it was only read")
    blocked = scorecard(subject("C"), None, None, Pattern(), [outcome(PASSED), outcome(BLOCKED)])

    summary, nothing = summarize([half, read, blocked]), summarize([read, blocked])

    assert (read.score, blocked.score) == (100.0, 50.0)
    assert (summary.score, summary.rating, summary.not_rated) == (50.0, "Poor", 2)
    assert (nothing.score, nothing.rating, nothing.not_rated) == (None, None, 2)
