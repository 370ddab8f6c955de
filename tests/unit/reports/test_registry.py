"""The renderers by name."""

from __future__ import annotations

import pytest

from cursus_tester.reports.formats.badge import render_badge
from cursus_tester.reports.formats.concise import render_concise
from cursus_tester.reports.formats.github import render_github
from cursus_tester.reports.formats.gitlab import render_gitlab
from cursus_tester.reports.formats.json import render_json
from cursus_tester.reports.formats.junit import render_junit
from cursus_tester.reports.formats.markdown import render_markdown
from cursus_tester.reports.formats.sarif import render_sarif
from cursus_tester.reports.formats.terminal import render_terminal
from cursus_tester.reports.html.page import render_html
from cursus_tester.reports.renderers import RENDERERS
from cursus_tester.reports.rendering import Detail, RenderOptions
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import finding, full_report, outcome, report, subject


def test_each_name_gives_its_format() -> None:
    options = RenderOptions(color=True, width=90)

    assert {name: render(full_report(), options) for name, render in RENDERERS.items()} == {
        "badge": render_badge(full_report()),
        "concise": render_concise(full_report()),
        "github": render_github(full_report()),
        "gitlab": render_gitlab(full_report()),
        "html": render_html(full_report()),
        "json": render_json(full_report()),
        "junit": render_junit(full_report()),
        "markdown": render_markdown(full_report()),
        "sarif": render_sarif(full_report()),
        "terminal": render_terminal(full_report(), RenderOptions(color=True, width=90)),
    }


#: Formats in which every reader finds the same words.
IN_WORDS = ("badge", "concise", "github", "gitlab", "junit", "markdown", "sarif", "terminal")


@pytest.mark.parametrize("name", IN_WORDS)
def test_every_format_says_how_many_rules_ran_and_why_others_did_not(name: str) -> None:
    text = RENDERERS[name](full_report(), RenderOptions(width=200, detail=Detail.FULL))

    for said in (
        "1 finding and 2 rules that could not be judged block",
        "100.0 (Good), 1 of 2 not rated",
        "ot rated, 2 rules could not be judged",
        "13 rules ran: 9 passed, 1 failed, 1 waived, 1 crashed, 1 unexpected pass",
        "3 rules did not run: 2 blocked, 1 not applicable",
        "1 x not applicable: holds for Pattern A only",
        "the waiver of SB320 expired on 2026-01-31; remove it",
    ):
        assert said in text


@pytest.mark.parametrize("name", sorted({*RENDERERS} - {"badge"}))
def test_every_format_shows_every_finding_and_outcome(name: str) -> None:
    # Markdown escapes what would be markup.
    text = RENDERERS[name](full_report(), RenderOptions(width=200)).replace("\\", "")

    for said in (
        "step_args is an XGBoostModel",
        "the same, accepted",
        "no error names the input",
        "until the image is there",
        "deprecated",
        "ZeroDivisionError: division by zero",
        "create_step raised ValueError: no",
        "waived for nothing",
    ):
        assert said in text


@pytest.mark.parametrize("name", list(RENDERERS))
@pytest.mark.parametrize("hostile", ["\x1b\x07\x9b", "\u202e", "\x00\x08\x0b\ufffe", "\udce9"])
def test_nothing_from_builders_reaches_a_terminal_as_it_is(name: str, hostile: str) -> None:
    failed = outcome("SB400", OutcomeKind.FAILED, finding(hostile, scenario=hostile, waiver=hostile))
    others = [outcome(f"CM40{n}", kind, reason=hostile) for n, kind in enumerate(OutcomeKind, 1)]
    odd = subject(name=f"N{hostile}", path=f"{hostile}.py")
    card = scorecard(odd, hostile, hostile, Pattern(declared=hostile), [failed, *others])

    text = RENDERERS[name](report(card, notes=(hostile,)), RenderOptions())

    if name not in ("json", "gitlab", "sarif"):
        # JSON has escapes of its own, and what shows it has to take care.
        assert not set(hostile) & set(text)
    text.encode("utf-8")


@pytest.mark.parametrize("name", list(RENDERERS))
def test_same_report_gives_same_text(name: str) -> None:
    first, second = (RENDERERS[name](full_report(), RenderOptions()) for _ in range(2))

    assert first == second
    assert first.endswith("\n")
