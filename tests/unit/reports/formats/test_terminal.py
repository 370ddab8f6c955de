"""The terminal report: exact text, and what must never get through."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from cursus_tester.reports.formats.terminal import render_terminal
from cursus_tester.reports.rendering import Detail, RenderOptions
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.subject import Place, Subject, SubjectKind
from tests.unit.reports.example import (
    finding,
    full_report,
    good_card,
    outcome,
    report,
    report_of_two_step_types,
    subject,
)

AT_80_COLUMNS = """\
XGBoostModelStepBuilder  14.2 not rated ────────────────────────────────────────
builders/xgboost_model.py:20 · CreateModel · xgboost · pattern A declared, B
observed
not rated: 2 rules could not be judged

CM303 pattern-b-request  error
  builders/xgboost_model.py:33:9
    33 | line_33 = '<i>33</i>'
       |         ^
    the same
    what to do: do it the other way

SB204 missing-input-named  error  waived
  builders/xgboost_model.py:40:9
    waived: agreed with the <platform> team
    40 | line_40 = '<i>40</i>'
       |         ^
    no error names the input
    what to do: do it the other way

CM303 pattern-b-request  error
  builders/xgboost_model.py:34:9
    waived: until the image is there
    34 | line_34 = '<i>34</i>'
       |         ^
    the same, accepted
    what to do: do it the other way
  builders/xgboost_model.py:88:9  scenario plain session and 3 more
    in the baseline: does not block
    88 | line_88 = '<i>88</i>'
       |         ^
    step_args is an XGBoostModel [bold]not[/bold] a request
    what to do: do it the other way

crashed SB205
  ZeroDivisionError: division by zero
blocked, counts as failed SB400, SB401
  create_step raised ValueError: no\\x1b[31m model data
passed unexpectedly SB103
  waived for nothing
CM490  info  builders/xgboost_model.py:1:9: deprecated

All builders ───────────────────────────────────────────────────────────────────
Builder                             Score Rating    Ran Passed Failed Blocked
─────────────────────────────────────────────────────────────────────────────
TensorFlowEstimatorModelStepBuilder 100.0 Excellent   7      7      0       0
XGBoostModelStepBuilder              14.2 not rated   6      2      1       2

cursus-tester 0.1.0, sagemaker 2.257.7
13 rules ran: 9 passed, 1 failed, 1 waived, 1 crashed, 1 unexpected pass
3 rules did not run: 2 blocked, 1 not applicable
note: x.py:3: the waiver of SB320 expired on 2026-01-31; remove it
`cursus-tester explain CM303` says what a rule checks, why, and how to fix it
not rated, 2 rules could not be judged:
builders/xgboost_model.py::XGBoostModelStepBuilder
2 builders, score 100.0 (Good), 1 of 2 not rated: 1 finding and 2 rules that
could not be judged block
"""

PLAIN_80 = RenderOptions(width=80)


def test_exact_text_at_80_columns() -> None:
    assert render_terminal(full_report(), PLAIN_80) == AT_80_COLUMNS


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int, detail: Detail) -> None:
    lines = render_terminal(full_report(), RenderOptions(color=False, width=width, detail=detail)).splitlines()

    assert max(map(cell_len, lines)) <= width


def test_a_wide_terminal_changes_only_the_lines_across_and_where_lines_break() -> None:
    def words(text: str) -> list[str]:
        return re.sub("─+", "", text).split()

    wide = render_terminal(full_report(), RenderOptions(color=False, width=200))

    assert words(wide) == words(AT_80_COLUMNS)


def test_colour_changes_nothing_but_the_colour() -> None:
    colored = render_terminal(full_report(), RenderOptions(color=True, width=80))

    assert "\x1b[" in colored
    plain = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in plain.splitlines()] == AT_80_COLUMNS.splitlines()


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"FORCE_COLOR": "1"}, {"COLUMNS": "33"}, {"NO_COLOR": "1"}])
def test_only_the_arguments_decide(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    colored = render_terminal(full_report(), RenderOptions(color=True, width=80))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert render_terminal(full_report(), PLAIN_80) == AT_80_COLUMNS
    assert render_terminal(full_report(), RenderOptions(color=True, width=80)) == colored


def test_text_from_builders_is_shown_and_never_obeyed() -> None:
    hostile = "\x1b]0;owned\x07 [link=x]y[/link] :smile: \u202e"
    failed = outcome("SB400", OutcomeKind.FAILED, finding(hostile, scenario=hostile))
    blocked = outcome("SB401", OutcomeKind.BLOCKED, reason=hostile)
    card = scorecard(
        subject(name=hostile, path=f"{hostile}.py"), hostile, hostile, Pattern(declared=hostile), [failed, blocked]
    )

    text = render_terminal(report(card), RenderOptions(color=False, width=400))

    shown = "\\x1b]0;owned\\x07 [link=x]y[/link] :smile: \\u202e"
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert text.count(shown) == 10


def test_message_keeps_its_lines_under_the_place() -> None:
    failed = outcome("SB400", OutcomeKind.FAILED, finding("first line\nsecond line"))

    text = render_terminal(
        report(scorecard(subject(), None, None, Pattern(), [failed])), RenderOptions(color=False, width=80)
    )

    assert "    first line\n    second line\n    what to do: " in text


def test_a_failed_rule_without_a_finding_still_shows() -> None:
    failed = outcome("SB400", OutcomeKind.FAILED, slug="definition-compiles")

    text = render_terminal(
        report(scorecard(subject(), None, None, Pattern(), [failed])), RenderOptions(color=False, width=80)
    )

    assert "SB400 definition-compiles  error\n  failed: a builder does as it should\n" in text
    assert "1 finding blocks\n" in text


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        (report(good_card()), "0 rules did not run\n1 builder, score 100.0 (Excellent): nothing blocks\n"),
        (report(), "0 rules ran\n0 rules did not run\n0 builders, not rated: nothing was tested\n"),
        (report(sdk_version=None), "cursus-tester 0.1.0, sagemaker not installed\n"),
    ],
)
def test_closing_lines(example: Report, expected: str) -> None:
    assert expected in render_terminal(example, PLAIN_80)


def test_module_that_does_not_parse() -> None:
    module = Subject(name="", kind=SubjectKind.MODULE, place=Place(path="builders/odd.py"), file="/builders/odd.py")
    failed = outcome("SB100", OutcomeKind.FAILED, finding("SyntaxError: invalid syntax"))

    text = render_terminal(
        report(scorecard(module, None, None, Pattern(), [failed])), RenderOptions(color=False, width=80)
    )

    assert text.startswith("(module)  0.0 Poor ─")
    assert "builders/odd.py:1 · step type not known · framework not known · pattern not" in text
    assert "\nbuilders/odd.py" in text.split("All builders")[1]


BRIEF = """\
XGBoostModelStepBuilder  14.2 not rated ────────────────────────────────────────
CM303 pattern-b-request  error
  builders/xgboost_model.py:33:9
    33 | line_33 = '<i>33</i>'
       |         ^
    the same
    what to do: do it the other way
crashed SB205
  ZeroDivisionError: division by zero
blocked, counts as failed SB400, SB401
  create_step raised ValueError: no\\x1b[31m model data
13 rules ran: 9 passed, 1 failed, 1 waived, 1 crashed, 1 unexpected pass
3 rules did not run: 2 blocked, 1 not applicable
note: x.py:3: the waiver of SB320 expired on 2026-01-31; remove it
`cursus-tester explain CM303` says what a rule checks, why, and how to fix it
not rated, 2 rules could not be judged:
builders/xgboost_model.py::XGBoostModelStepBuilder
2 builders, score 100.0 (Good), 1 of 2 not rated: 1 finding and 2 rules that
could not be judged block
"""


def test_in_brief_there_is_what_is_held_against_builders() -> None:
    assert render_terminal(full_report(), RenderOptions(color=False, width=80, detail=Detail.BRIEF)) == BRIEF


def test_in_brief_accepted_findings_are_not_told() -> None:
    accepted = outcome("CM303", OutcomeKind.FAILED, finding(known=True), finding(waiver="agreed"))
    card = scorecard(subject(), None, None, Pattern(), [accepted])

    text = render_terminal(report(card), RenderOptions(color=False, width=80, detail=Detail.BRIEF))

    assert text.endswith("\n1 builder, score 0.0 (Poor): nothing blocks\n")
    assert "CM303" not in text


def test_in_full_there_is_what_found_nothing_too() -> None:
    text = render_terminal(full_report(), RenderOptions(color=False, width=80, detail=Detail.FULL))

    assert "\n\npassed CM490, SB100\nnot applicable SB320\n  holds for Pattern A only\n\nTensorFlow" in text
    assert "\n\npassed CM310, SB100, SB101, SB201, SB300, SB400, SB401\n\nAll builders" in text
    assert "\nOverall        14.2   6      2      1       1       2     1      1      1\n" in text
    note = "CM490  info  builders/xgboost_model.py:1:9: deprecated"
    assert set(AT_80_COLUMNS.splitlines()) - {note} <= set(text.splitlines())


@pytest.mark.parametrize(("count", "short"), [(5, 0), (6, 1), (40, 35)])
def test_what_is_beyond_a_few_findings_is_a_line_each(count: int, short: int) -> None:
    failed = [outcome(f"SB4{number:02}", OutcomeKind.FAILED, finding(f"found {number}")) for number in range(count)]
    shown = report(scorecard(subject(), "CreateModel", None, Pattern(), failed))

    text, everything = (
        render_terminal(shown, RenderOptions(width=100, detail=detail)) for detail in (Detail.NORMAL, Detail.FULL)
    )

    at_length = re.findall(r"^    found \d+$", text, re.MULTILINE)
    in_a_line = re.findall(r"^SB4\d\d  error  \S+: found \d+$", text, re.MULTILINE)
    assert (len(at_length), len(in_a_line)) == (count - short, short)
    note = f"{short} finding{'' if short == 1 else 's'} in one line each; -v shows all in full\n"
    assert (note in text) == bool(short)
    assert len(re.findall(r"^    found \d+$", everything, re.MULTILINE)) == count


def test_rules_for_other_step_types_are_a_line() -> None:
    text = render_terminal(report_of_two_step_types(), RenderOptions(width=80, detail=Detail.FULL))

    assert "2 rules are for other step types\n" in text
    assert "1 rule is for other step types\n" in text
    assert "BS302" not in text


def test_what_check_fix_may_mend_is_said() -> None:
    def closing(**changes: object) -> str:
        failed = outcome("CM310", OutcomeKind.FAILED, replace(finding(), **changes))
        mechanical = replace(failed, rule=replace(failed.rule, fixable=True))
        other = outcome("SB400", OutcomeKind.FAILED, finding())
        shown = report(scorecard(subject(), None, None, Pattern(), [mechanical, other]))
        return render_terminal(shown, RenderOptions(width=100))

    assert "\n`cursus-tester check --fix` may mend CM310; with --diff it only shows how\n" in closing()
    assert "--fix" not in closing(known=True)
