"""A page of 300 builders: it opens in a second, and what is text until it is opened is found, linked, printed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from cursus_tester.results.report import Report
from cursus_tester.results.scoring import summarize
from tests.browser.conftest import OpenReport
from tests.unit.reports.example import broken_card, full_report, good_card

#: Of the browser's own time; the page took four before its cards were text.
SECONDS = 1.0


def many() -> Report:
    """150 broken and 150 correct builders, of two step types."""
    cards = []
    for number in range(300):
        card = broken_card() if number % 2 else good_card()
        named = replace(card.subject, name=f"B{number:03}StepBuilder")
        cards.append(replace(card, subject=named, step_type="Training" if number % 2 else "CreateModel"))
    return replace(full_report(), scorecards=tuple(cards), summary=summarize(cards))


@pytest.fixture
def page(open_report: OpenReport) -> Page:
    return open_report(many())


def shown(page: Page) -> int:
    return page.locator("article:visible").count()


def test_opens_in_a_second(page: Page) -> None:
    assert page.evaluate("document.querySelectorAll('*').length") < 25_000
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    # Processor time of the page's process, whatever else the machine does.
    assert metrics["ProcessTime"] < SECONDS
    expect(page.locator("article").first).to_be_attached()


def test_what_is_opened_is_filled_in(page: Page) -> None:
    first = page.locator("article").first
    assert first.locator("h5").count() == 0

    first.locator("summary").first.click()

    expect(first.get_by_text("step_args is an XGBoostModel")).to_be_visible()
    assert page.locator("article h5").count() == first.locator("h5").count() > 0


def test_filters_and_search_reach_what_is_folded(page: Page) -> None:
    page.get_by_role("checkbox", name="blocked").check()
    expect(page.get_by_role("status")).to_have_text("150 of 300 builders")
    page.get_by_label("Search").fill("B007 sb400")
    expect(page.get_by_role("status")).to_have_text("1 of 300 builders")
    assert page.locator(".ids li:visible").all_text_contents() == ["SB400 some-rule"]

    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Step type").select_option("Training")
    expect(page.get_by_role("status")).to_have_text("150 of 300 builders")
    page.get_by_label("Search").fill("no such thing <b>")
    expect(page.get_by_role("status")).to_have_text("0 of 300 builders")
    page.get_by_role("button", name="Clear filters").click()
    assert shown(page) == 300


def test_the_map_comes_when_it_is_looked_at(page: Page) -> None:
    assert page.locator(".heat").count() == 0

    page.get_by_role("link", name="Rules by builder").click()

    expect(page.locator(".heat tbody tr")).to_have_count(300)
    page.locator(".heat a", has_text="failed").first.click()
    expect(page.locator("#builder-1-CM303 .message").first).to_be_in_viewport()


def test_a_page_opened_at_a_finding_shows_it(open_report: OpenReport) -> None:
    page = open_report(many(), fragment="#builder-140-CM303")

    expect(page.locator("#builder-140-CM303 .message").first).to_be_in_viewport()


def test_without_javascript_all_is_there(open_report: OpenReport) -> None:
    page = open_report(many(), java_script_enabled=False)

    expect(page.locator(".heat tbody tr")).to_have_count(300)
    # Playwright looks for no text in `noscript`.
    message = page.locator("article").first.locator(".message").first
    expect(message).to_be_hidden()
    page.locator("article summary").first.click()
    expect(message).to_be_visible()


def test_in_print_everything_is_there(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert page.locator("noscript").count() == 0
    assert page.locator("article h5").count() > 300
