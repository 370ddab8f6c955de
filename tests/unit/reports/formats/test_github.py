"""Workflow commands: order, and what text from builders cannot do."""

from __future__ import annotations

import re

import pytest

from cursus_tester.reports.formats.github import render_github
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard, summarize
from tests.unit.reports.example import finding, outcome, report, subject

WARNING, INFO = Severity.WARNING, Severity.INFO


def commands(*outcomes: Outcome, fail_on: Severity | None = Severity.ERROR) -> list[str]:
    card = scorecard(subject(), None, None, Pattern(), outcomes)
    summary = summarize([card], fail_on=fail_on)
    return render_github(Report(tool_version="1", sdk_version="2", scorecards=(card,), summary=summary)).splitlines()


def told(lines: list[str]) -> list[tuple[str, str]]:
    """Kind and first line of each command's message."""
    found = (re.fullmatch(r"::(\w+) [^:]*::(.*)", line) for line in lines)
    return [(each[1], each[2].partition("%0A")[0]) for each in found if each]


def test_what_blocks_comes_first_and_the_denominator_before_what_does_not_count() -> None:
    lines = commands(
        outcome("CM490", OutcomeKind.PASSED, finding("note"), severity=INFO),
        outcome("SB101", OutcomeKind.ERROR, reason="crashed"),
        outcome("SB102", OutcomeKind.BLOCKED, reason="it died"),
        outcome("SB103", OutcomeKind.UNEXPECTED_PASS, reason="not needed"),
        outcome("SB104", OutcomeKind.FAILED, finding("may"), severity=WARNING),
        outcome("SB106", OutcomeKind.FAILED, finding("must"), finding("accepted", line=2, known=True)),
    )

    assert told(lines) == [
        ("error", "must"),
        ("error", "it died"),
        ("error", "crashed"),
        ("warning", "may"),
        ("warning", "not needed"),
        ("notice", "1 builder, not rated: 1 finding and 1 rule that could not be judged block"),
        ("notice", "note"),
        ("notice", "accepted"),
    ]


@pytest.mark.parametrize(
    ("fail_on", "expected"),
    [
        (Severity.ERROR, [("error", "e"), ("warning", "w")]),
        (WARNING, [("error", "w"), ("error", "e")]),
        (None, [("error", "e"), ("warning", "w")]),
    ],
)
def test_what_blocks_is_an_error(fail_on: Severity | None, expected: list[tuple[str, str]]) -> None:
    lines = commands(
        outcome("CM301", OutcomeKind.FAILED, finding("w"), severity=WARNING),
        outcome("CM302", OutcomeKind.FAILED, finding("e")),
        fail_on=fail_on,
    )

    assert told(lines)[:2] == expected


@pytest.mark.parametrize(
    ("errors", "notes", "said"),
    [
        (10, 9, ""),
        (11, 9, "this log has all 11 errors"),
        (10, 10, "this log has all 11 notices"),
        (12, 12, "this log has all 12 errors, 13 notices"),
    ],
)
def test_says_how_many_are_not_shown(errors: int, notes: int, said: str) -> None:
    lines = commands(
        outcome("CM301", OutcomeKind.FAILED, *(finding(f"e{n}") for n in range(errors))),
        outcome("CM490", OutcomeKind.PASSED, *(finding(f"n{n}") for n in range(notes)), severity=INFO),
    )

    (denominator,) = [line for line in lines if "rules ran" in line]
    assert sum(line.startswith("::notice") for line in lines) == notes + 1
    last = denominator.rpartition("%0A")[2]
    assert last == (
        f"GitHub shows 10 annotations of each kind; {said}" if said else f"{notes} findings do not count: {notes} notes"
    )


def test_text_from_builders_ends_no_command_and_begins_none() -> None:
    hostile = "a%0A::error::b\r\n::stop-commands::x\n::set-env name=A::1,file=b:c"
    card = scorecard(
        subject(name=hostile, path=f"{hostile}.py"),
        None,
        None,
        Pattern(),
        [outcome("SB400", OutcomeKind.FAILED, finding(hostile, scenario=hostile), slug=hostile)],
    )

    first, second = render_github(report(card)).splitlines()

    title = "SB400 a%250A%3A%3Aerror%3A%3Ab\\r\\n%3A%3Astop-commands%3A%3Ax\\n%3A%3Aset-env name=A%3A%3A1%2Cfile=b%3Ac"
    assert first.startswith(f"::error file=builders/xgboost_model.py,line=1,col=9,title={title}%2C error%3A a%250A")
    message = "a%250A::error::b\\r%0A::stop-commands::x%0A::set-env name=A::1,file=b:c"
    assert f"::{message}%0AWhat to do: do it the other way%0AScenario: {message}" in first
    assert second.startswith("::notice title=cursus-tester 0.1.0%2C sagemaker 2.257.7::")
