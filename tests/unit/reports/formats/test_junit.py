"""The JUnit report, read back by a library that CI servers' formats are read with."""

from __future__ import annotations

from typing import Any

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from cursus_tester.reports.formats.junit import render_junit
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard, summarize
from tests.unit.reports.example import finding, full_report, good_card, outcome, report, subject


def read(written: Report) -> Any:
    return JUnitXml.fromstring(render_junit(written).encode())


def case_of(single: Outcome, *, fail_on: Severity | None = Severity.ERROR) -> Any:
    card = scorecard(subject(), None, None, Pattern(), [single])
    whole = Report(tool_version="1", sdk_version="2", scorecards=(card,), summary=summarize([card], fail_on=fail_on))
    _, suite = read(whole)
    (case,) = suite
    return case


def test_a_suite_for_each_builder_and_a_case_for_each_rule() -> None:
    xml = read(full_report())
    run, good, broken = xml

    assert (xml.tests, xml.failures, xml.errors, xml.skipped) == (16, 3, 1, 2)
    assert [suite.name for suite in xml] == ["cursus-tester", good_card().subject.id, broken.name]
    assert (good.tests, good.failures, good.errors, good.skipped) == (7, 0, 0, 0)
    assert (broken.tests, broken.failures, broken.errors, broken.skipped) == (9, 3, 1, 2)
    assert {each.name: each.value for each in run.properties()}["verdict"] == (
        "1 finding and 2 rules that could not be judged block"
    )
    case = next(iter(broken))
    assert (case.name, case.classname) == ("CM303 pattern-b-request", broken.name)


WARNING = Severity.WARNING


@pytest.mark.parametrize(
    ("single", "fail_on", "expected"),
    [
        (outcome("CM303", OutcomeKind.PASSED), Severity.ERROR, []),
        (outcome("CM303", OutcomeKind.FAILED), Severity.ERROR, [(Failure, "failed: a builder does as it should")]),
        (outcome("CM303", OutcomeKind.FAILED, finding("x")), Severity.ERROR, [(Failure, "x")]),
        (outcome("CM303", OutcomeKind.FAILED, finding("x")), None, []),
        (outcome("CM303", OutcomeKind.FAILED, finding("x"), severity=WARNING), Severity.ERROR, []),
        (outcome("CM303", OutcomeKind.FAILED, finding("x"), severity=WARNING), WARNING, [(Failure, "x")]),
        (
            outcome("CM303", OutcomeKind.FAILED, finding("x", known=True)),
            Severity.ERROR,
            [(Skipped, "in the baseline")],
        ),
        (
            outcome("CM303", OutcomeKind.FAILED, finding("x", known=True), finding("y", line=2)),
            Severity.ERROR,
            [(Failure, "y")],
        ),
        (
            outcome("CM303", OutcomeKind.WAIVED, finding("x", waiver="agreed"), reason="agreed"),
            Severity.ERROR,
            [(Skipped, "waived: agreed")],
        ),
        (outcome("CM303", OutcomeKind.WAIVED, reason="agreed"), Severity.ERROR, [(Skipped, "waived: agreed")]),
        (
            outcome("CM303", OutcomeKind.BLOCKED, reason="it died"),
            Severity.ERROR,
            [(Failure, "blocked, counts as failed: it died")],
        ),
        (
            outcome("CM303", OutcomeKind.BLOCKED, reason="it died", severity=WARNING),
            Severity.ERROR,
            [(Skipped, "blocked: it died")],
        ),
        (outcome("CM303", OutcomeKind.BLOCKED, reason="it died"), None, [(Skipped, "blocked: it died")]),
        (
            outcome("CM303", OutcomeKind.NOT_APPLICABLE, reason="no data"),
            Severity.ERROR,
            [(Skipped, "not applicable: no data")],
        ),
        (outcome("CM303", OutcomeKind.ERROR, reason="crashed"), Severity.ERROR, [(Error, "crashed")]),
        (outcome("CM303", OutcomeKind.UNEXPECTED_PASS, reason="so"), Severity.ERROR, []),
        (outcome("CM490", OutcomeKind.PASSED, finding("note"), severity=Severity.INFO), Severity.ERROR, []),
    ],
)
def test_a_case_is_red_exactly_where_the_exit_code_is(
    single: Outcome, fail_on: Severity | None, expected: list[tuple[type, str]]
) -> None:
    case = case_of(single, fail_on=fail_on)

    assert [(type(each), each.message) for each in case.result] == expected


@pytest.mark.parametrize(
    ("single", "told"),
    [
        (outcome("CM303", OutcomeKind.FAILED, finding("x"), severity=WARNING), ":1:9: warning: x\nwhat to do: do it"),
        (outcome("CM490", OutcomeKind.PASSED, finding("x"), severity=Severity.INFO), ":1:9: note: x\n"),
        (outcome("CM303", OutcomeKind.FAILED, finding("x", known=True, scenario="s")), "way\nscenario: s"),
        (outcome("CM303", OutcomeKind.UNEXPECTED_PASS, reason="so"), "passed unexpectedly: so"),
    ],
)
def test_what_does_not_fail_is_told_in_the_output(single: Outcome, told: str) -> None:
    assert told in case_of(single).system_out


def test_characters_that_xml_cannot_hold_are_escaped() -> None:
    hostile = "\x00\x0b\x1b[31m\ufffe\udce9 ]]> <b> & \"q\" 'q'\nnext"
    case = case_of(outcome("CM303", OutcomeKind.FAILED, finding(hostile)))
    (failure,) = case.result

    shown = "\\x00\\x0b\\x1b[31m\\ufffe\\udce9 ]]> <b> & \"q\" 'q'\nnext"
    assert failure.message == shown
    assert shown in failure.text


def test_an_empty_report_is_one_suite_without_tests() -> None:
    (run,) = read(report())

    assert (run.name, run.tests) == ("cursus-tester", 0)
