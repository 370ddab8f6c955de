"""The report as Markdown: its bounds, and what must never get through."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cursus_tester.reports.formats.markdown import render_markdown
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import (
    finding,
    good_card,
    outcome,
    report,
    report_of_two_step_types,
    subject,
)
from tests.unit.reports.markup import markup


def test_links_a_rule_to_its_documentation_where_that_is_an_address() -> None:
    page = "https://example.com/docs/rules.md#sb400-definition-compiles"
    failed = outcome("SB400", OutcomeKind.FAILED, finding(), slug="definition-compiles")

    def written(help_uri: str) -> str:
        documented = replace(failed, rule=replace(failed.rule, help_uri=help_uri))
        return render_markdown(report(scorecard(subject(), None, None, Pattern(), [documented])))

    assert f"- [**SB400 definition-compiles**]({page}) error at " in written(page)
    for odd in ("javascript:alert(1)", "https://x.test/) <b>", ""):
        assert "- **SB400 definition-compiles** error at " in written(odd)


def test_what_a_rule_notes_many_times_is_one_line() -> None:
    notes = [finding(f"note {number}", line=number) for number in range(1, 8)]
    outcomes = [outcome("SB491", OutcomeKind.PASSED, *notes, severity=Severity.INFO)]

    text = render_markdown(report(scorecard(subject(), None, None, Pattern(), outcomes)))

    (line,) = (each for each in text.splitlines() if "SB491" in each and each.startswith("- "))
    assert "and 6 more<br>note 1<br>note 2<br>note 3<br>… and 4 more" in line


def test_warnings_are_told_apart_from_what_blocks() -> None:
    outcomes = [
        outcome("CM301", OutcomeKind.FAILED, finding("must not")),
        outcome("CM302", OutcomeKind.FAILED, finding("should not"), severity=Severity.WARNING),
    ]

    text = render_markdown(report(scorecard(subject(), None, None, Pattern(), outcomes)))

    assert re.search(r"### Blocking \(1\)\n\n.*must not.*\n\n### Not blocking \(1\)\n\n.*should not", text)


@pytest.mark.parametrize(
    ("builders", "findings", "message"),
    [(400, 1, "short"), (1, 3000, "a message of medium length"), (1, 3, "x" * 1_000_000), (40, 40, "`|<@#" * 100)],
)
def test_fits_into_a_comment_and_says_what_is_left_out(builders: int, findings: int, message: str) -> None:
    outcomes = [
        outcome("SB400", OutcomeKind.FAILED, *(finding(f"{number} {message}") for number in range(findings))),
        *(outcome(f"CM4{n:02}", OutcomeKind.BLOCKED, reason=f"{n} {message}") for n in range(1, 40)),
    ]
    cards = [
        scorecard(subject(f"Builder{number}", f"{number}.py"), None, None, Pattern(), outcomes)
        for number in range(builders)
    ]

    text = render_markdown(report(*cards))

    assert len(text) <= 65_536
    assert f"### Blocking ({builders * findings})" in text
    shown = text.count("error at ")
    left_out = re.findall(r"… and (\d+) more; the other formats show all of them", text)
    assert shown + sum(map(int, left_out)) == builders * findings


def test_of_good_builders_only() -> None:
    text = render_markdown(report(good_card()))

    assert text.startswith("## Conformance: nothing blocks\n\n1 builder, score 100.0 (Excellent).\n")
    assert "###" not in text.replace("### What was run", "")


def test_rules_are_grouped_by_step_type() -> None:
    text = render_markdown(report_of_two_step_types())

    assert "<summary>Rules by step type</summary>" not in render_markdown(report(good_card()))
    assert text.partition("<summary>Rules by step type</summary>\n\n")[2].splitlines()[2:5] == [
        "| All step types | 1 | 2 | 2 | 0 | 0 | 0 | 0 | 0 |  |",
        "| CreateModel steps | 1 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | CM301 (1) |",
        "| Other steps | 2 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | BS301 (1) |",
    ]
    assert "- 3 x not applicable: for other step types\n" in text


def hostile_report(text: str) -> Report:
    card = scorecard(
        subject(name=text, path=f"{text}.py"),
        None,
        None,
        Pattern(),
        [
            outcome("SB400", OutcomeKind.FAILED, finding(text, scenario=text), slug=text),
            outcome("SB401", OutcomeKind.FAILED, finding(text, waiver=text)),
            outcome("SB402", OutcomeKind.BLOCKED, reason=text),
            outcome("CM301", OutcomeKind.FAILED, finding(text), applies_to=text),
        ],
    )
    return report(card, notes=(text,))


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)><script>alert(1)</script>",
        "</details><h1>x</h1>",
        "[x](javascript:y) ![i](https://x.test/i.png) <https://x.test>",
        "a | b | c\n|---|---|",
        "`one ``two ```three",
        "# heading\n- item\n1. item\n> quote\n---\n    code",
        "*em* **strong** ~~gone~~ __under__ \\* \\",
        "@team #1 https://x.test www.x.test",
        "&lt;b&gt; &#64;team",
        "<!-- hidden",
    ],
)
def test_text_from_builders_makes_no_markup(hostile: str) -> None:
    assert markup(render_markdown(hostile_report(hostile))) == markup(render_markdown(hostile_report("harmless")))
