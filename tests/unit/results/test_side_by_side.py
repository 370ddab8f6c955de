"""Which findings only some environments show."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.scorecard import Pattern, Scorecard
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.side_by_side import CheckedEnvironment, SideBySide, side_by_side
from cursus_tester.results.subject import Place
from tests.unit.reports.example import outcome, report, subject

PASSED = outcome("CM303", OutcomeKind.PASSED)


def found(message: str, line: int = 5) -> Finding:
    return Finding(message=message, hint="", place=Place(path="a.py", line=line), fingerprint=message)


def failed(*findings: Finding) -> Outcome:
    return outcome("CM303", OutcomeKind.FAILED, *findings)


def card(*outcomes: Outcome, name: str = "AStepBuilder") -> Scorecard:
    return scorecard(subject(name=name, path="a.py"), "CreateModel", "xgboost", Pattern(), outcomes)


def environments(*cards: Sequence[Scorecard] | None, exit_codes: Sequence[int] = ()) -> SideBySide:
    return side_by_side(
        [
            CheckedEnvironment(
                given=str(index),
                python=None,
                exit_code=exit_codes[index] if exit_codes else 0,
                report=report(*each) if each is not None else None,
            )
            for index, each in enumerate(cards)
        ]
    )


@pytest.mark.parametrize(
    ("cards", "expected"),
    [
        ([failed(found("wrong")), failed(found("wrong", line=9))], []),
        ([failed(found("wrong")), PASSED], [("wrong", (0,), [1])]),
        ([PASSED, failed(found("wrong")), failed(found("wrong"))], [("wrong", (1, 2), [0])]),
        # Messages name what an SDK has.
        ([failed(found("2.205 has no image")), failed(found("2.257 has no image"))], []),
        (
            [failed(found("one", 5), found("two", 5)), failed(found("three", 5))],
            [("two", (0,), [1])],
        ),
        ([failed(found("one", 5)), failed(found("two", 6))], [("one", (0,), [1]), ("two", (1,), [0])]),
        # Not checked there: nothing is known of it.
        ([failed(found("wrong")), None], []),
    ],
)
def test_findings_of_some(
    cards: Sequence[Outcome | None], expected: list[tuple[str, tuple[int, ...], list[int]]]
) -> None:
    both = environments(*([card(each)] if each is not None else None for each in cards))

    partial = [(each.shown.finding.message, each.present, [index for index, _ in each.absent]) for each in both.partial]
    assert partial == expected


def test_what_the_rule_came_to_where_the_finding_is_not() -> None:
    blocked = outcome("CM303", OutcomeKind.BLOCKED, reason="it raised")

    (partial,) = environments([card(failed(found("wrong")))], [card(blocked)], [card()]).partial

    assert partial.absent == ((1, blocked), (2, None))


def test_a_row_for_each_subject_of_any_environment() -> None:
    rows = environments([card(name="B")], [card(name="A"), card(name="B")], None).rows

    assert [(row.subject.name, [each is not None for each in row.cards]) for row in rows] == [
        ("A", [False, True, False]),
        ("B", [True, True, False]),
    ]


@pytest.mark.parametrize(("codes", "worst"), [((0, 0), 0), ((0, 1), 1), ((2, 1), 2)])
def test_the_worst_exit_code_counts(codes: tuple[int, int], worst: int) -> None:
    assert environments([card()], [card()], exit_codes=codes).exit_code == worst
