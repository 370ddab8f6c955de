"""The page as its readers meet it: filters, search, links, keyboard, print, and no script at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from cursus_tester.reports.html.page import render_html
from tests.browser.conftest import OpenReport, OpenText
from tests.unit.reports.example import full_report, good_card, report
from tests.unit.reports.hostile import ATTACKS, hostile_report

REPORTS = {"full": full_report(), "perfect": report(good_card()), "empty": report()}
BROKEN = "XGBoostModelStepBuilder"
GOOD = "TensorFlowEstimatorModelStepBuilder"


def names(page: Page) -> list[str]:
    """The builders that are shown, by their scorecards; the tables must show the same."""
    shown = page.locator("article:visible h3").all_text_contents()
    for table in (".overview", ".heat"):
        assert page.locator(f"{table} tbody tr:visible th a").all_text_contents() == shown
    return shown


def outcome(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=re.compile(f"^{name} "))


@pytest.mark.parametrize("name", list(REPORTS))
@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_opens_quietly_from_a_file(open_report: OpenReport, name: str, java_script_enabled: bool) -> None:
    page = open_report(REPORTS[name], java_script_enabled=java_script_enabled)

    expect(page.get_by_role("heading", level=1)).to_have_text("Step builder conformance")


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_of_a_builder_runs_no_script(open_report: OpenReport, attack: str) -> None:
    page = open_report(hostile_report(attack.replace("alert(1)", "window.attacked=1;alert(1)")))

    for details in page.locator("details").all():
        details.evaluate("details => details.open = true")
    page.locator("[tabindex]").first.focus()
    page.mouse.move(300, 300)
    assert page.evaluate("window.attacked") is None
    assert page.locator("img, iframe, object").count() == 0


@pytest.mark.parametrize(
    ("injected", "refused"),
    [
        ("<img alt='' src=data:, onerror='window.attacked=1'>", "inline event handler"),
        ("<script>window.attacked=1</script>", "inline script"),
        ("<script src='https://example.invalid/x.js'></script>", "https://example.invalid/x.js"),
        ("<style>main{display:none}</style>", "inline style"),
        ("<main style='display:none'>", "inline style"),
        ("<img alt='' src='https://example.invalid/x.png'>", "https://example.invalid/x.png"),
        ("<iframe src='data:text/html,x'></iframe>", "Framing"),
    ],
)
def test_markup_that_got_in_all_the_same_would_do_nothing(open_text: OpenText, injected: str, refused: str) -> None:
    page, noise = open_text(render_html(full_report()).replace("</h1>", f"</h1>{injected}", 1))

    assert [each for each in noise if refused in each and "Content Security Policy" in each], noise
    assert page.evaluate("window.attacked") is None
    expect(page.locator(".verdict")).to_be_visible()


def test_filter_by_outcome(open_report: OpenReport) -> None:
    page = open_report(full_report())
    assert names(page) == [BROKEN, GOOD]

    outcome(page, "blocked").check()
    assert names(page) == [BROKEN]
    expect(page.get_by_role("status")).to_have_text("1 of 2 builders")
    assert page.locator("h4:visible").all_text_contents() == ["Blocked 2", "Scenarios 2"]

    outcome(page, "passed").check()
    assert names(page) == [BROKEN, GOOD]
    shown = page.locator(f"article:has-text('{BROKEN}') h4:visible").all_text_contents()
    assert shown == ["Blocked 2", "Notes 1", "Scenarios 2", "Passed 2"]
    expect(page.get_by_text("SB100 builder-loads")).to_be_visible()

    page.get_by_role("button", name="Clear filters").click()
    assert names(page) == [BROKEN, GOOD]
    expect(page.get_by_role("status")).to_be_empty()
    expect(page.get_by_text("SB100 builder-loads")).to_be_hidden()
    expect(page.get_by_label("Search")).to_be_focused()


@pytest.mark.parametrize(
    ("query", "builders", "rules"),
    [
        # A builder by its name or path: all of it.
        ("tensorflow_estimator_model.PY", [GOOD], []),
        # A rule by its id: what it said of each builder.
        ("sb400", [BROKEN, GOOD], ["SB400 some-rule", "SB400 some-rule"]),
        ("some-rule sb401 xgboostm", [BROKEN], ["SB401 some-rule"]),
        # A message; a reason.
        ("is an xgboostmodel", [BROKEN], ["CM303 pattern-b-request error"]),
        ("pattern a only", [BROKEN], ["SB320 some-rule"]),
        ("no such thing", [], []),
    ],
)
def test_search(open_report: OpenReport, query: str, builders: list[str], rules: list[str]) -> None:
    page = open_report(full_report())

    page.get_by_label("Search").fill(query)

    assert names(page) == builders
    expect(page.get_by_role("status")).to_have_text(f"{len(builders)} of 2 builders")
    assert page.locator(".ids li:visible, .rule:visible h5").all_text_contents() == rules


def test_search_and_outcome_together(open_report: OpenReport) -> None:
    page = open_report(full_report())

    page.get_by_label("Search").fill("SB400")
    outcome(page, "blocked").check()

    assert names(page) == [BROKEN]
    assert page.locator(".ids li:visible").all_text_contents() == ["SB400 some-rule"]


def test_a_link_leads_to_what_is_folded_or_filtered_away(open_report: OpenReport) -> None:
    page = open_report(full_report())
    finding = page.locator("#builder-1-CM303 .message").first
    page.get_by_role("button", name="Close all").click()
    expect(finding).to_be_hidden()

    page.get_by_role("link", name=re.compile("^CM303 pattern-b-request: failed")).click()
    expect(finding).to_be_in_viewport()

    page.get_by_role("link", name="plain session and 3 more").click()
    expect(page.get_by_text("compile raised AttributeError: no attribute 'pop'")).to_be_in_viewport()

    page.locator("#builder-1-CM303").get_by_role("link", name="CM303").click()
    expect(page.locator("#rule-CM303")).to_be_in_viewport()

    page.get_by_label("Search").fill(GOOD)
    expect(finding).to_be_hidden()
    page.evaluate("location.hash = '#builder-1-CM303'")
    expect(finding).to_be_in_viewport()
    assert names(page) == [BROKEN, GOOD]


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_a_page_opened_at_a_finding_shows_it(open_report: OpenReport, java_script_enabled: bool) -> None:
    page = open_report(full_report(), fragment="#builder-1-scenario-1", java_script_enabled=java_script_enabled)

    expect(page.locator("#builder-1-scenario-1 pre").first).to_be_in_viewport()


def test_without_javascript_all_is_there_and_nothing_that_would_not_work(open_report: OpenReport) -> None:
    page = open_report(full_report(), java_script_enabled=False)

    assert page.locator("input:visible, button:visible").count() == 0
    assert names(page) == [BROKEN, GOOD]
    expect(page.get_by_text("step_args is an XGBoostModel")).to_be_visible()
    passed = page.get_by_text("SB100 builder-loads")
    expect(passed).to_be_hidden()
    page.locator("summary", has_text="Passed 2").click()
    expect(passed).to_be_visible()
    page.locator("summary", has_text="baseline").click()
    expect(page.get_by_text('"Image": "image:1"')).to_be_visible()


def test_in_print_everything_is_open_and_no_control_is_left(open_report: OpenReport, tmp_path: Path) -> None:
    page = open_report(full_report())
    page.get_by_role("button", name="Close all").click()

    page.emulate_media(media="print")

    for text in ("SB100 builder-loads", '"Image": "image:1"', "holds for Pattern A only", "deprecated"):
        expect(page.locator("article").get_by_text(text).first).to_be_visible()
    assert page.locator("input:visible, button:visible, nav:visible, .skip:visible").count() == 0
    printed = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")


def test_what_is_filtered_away_is_said_in_print(open_report: OpenReport) -> None:
    page = open_report(full_report())
    page.get_by_label("Search").fill(GOOD)

    page.emulate_media(media="print")

    expect(page.get_by_text("1 of 2 builders")).to_be_visible()
    assert names(page) == [GOOD]
