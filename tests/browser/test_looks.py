"""The page in light and dark, wide and narrow, for eyes, keyboards and screen readers.

Contrast, headings, landmarks, names and roles are judged by axe-core, which axe-playwright-python brings along.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenReport
from tests.unit.reports.example import full_report, good_card, report
from tests.unit.reports.hostile import hostile_report

Scheme = Literal["light", "dark"]
REPORTS = {
    "full": full_report(),
    "perfect": report(good_card()),
    "empty": report(),
    "long words": hostile_report("x" * 300),
}
WIDE, NARROW = 1280, 390

#: The ratio of the colours of each element's sign to what is behind it, as WCAG computes it, by the element's class.
CONTRAST_OF_SIGNS = """cells => cells.map(cell => {
    const sign = getComputedStyle(cell, "::before");
    const opaque = color => !/^rgba\\(.*, 0\\)$/.test(color);
    const behind = element => {
        const color = getComputedStyle(element).backgroundColor;
        return opaque(color) || !element.parentElement ? color : behind(element.parentElement);
    };
    const luminance = color => {
        const [r, g, b] = color.match(/[\\d.]+/g).map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const colors = [sign.color, opaque(sign.backgroundColor) ? sign.backgroundColor : behind(cell)];
    const [low, high] = colors.map(luminance).sort((one, other) => one - other);
    return [sign.content, (high + 0.05) / (low + 0.05)];
})"""


def unfolded(page: Page) -> Page:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", list(REPORTS))
def test_accessible_and_of_enough_contrast(open_report: OpenReport, name: str, width: int, scheme: Scheme) -> None:
    page = unfolded(open_report(REPORTS[name], width=width, color_scheme=scheme))

    found = Axe().run(page).response

    violations = [
        (rule["id"], rule["help"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]
    ]
    assert violations == []
    judged = {rule["id"] for rule in found["passes"]}
    assert {"color-contrast", "document-title", "html-has-lang", "landmark-one-main", "heading-order"} <= judged


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signs_in_the_heat_map_are_of_enough_contrast(open_report: OpenReport, scheme: Scheme) -> None:
    page = open_report(full_report(), color_scheme=scheme)

    found = page.locator(".heat td, .heat td a").evaluate_all(CONTRAST_OF_SIGNS)

    ratios = {sign: ratio for sign, ratio in found if sign not in ("none", "normal", '""')}
    assert len(ratios) == 4
    assert {sign: ratio for sign, ratio in ratios.items() if ratio < 4.5} == {}


def test_dark_is_dark(open_report: OpenReport) -> None:
    colors = [
        open_report(full_report(), color_scheme=scheme).evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        )
        for scheme in ("light", "dark")
    ]

    light, dark = [[sum(map(int, color[4:-1].split(","))) for color in each] for each in colors]
    assert light[0] > 700 > 150 > light[1]
    assert dark[0] < 150 < 650 < dark[1]


@pytest.mark.parametrize("name", list(REPORTS))
@pytest.mark.parametrize("width", [WIDE, NARROW, 320])
def test_nothing_is_wider_than_the_page(open_report: OpenReport, name: str, width: int) -> None:
    page = unfolded(open_report(REPORTS[name], width=width))

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keyboard(open_report: OpenReport) -> None:
    page = open_report(full_report())
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement").as_element()
        assert focused is not None
        style = focused.evaluate("each => [getComputedStyle(each).outlineStyle, getComputedStyle(each).outlineWidth]")
        assert style == ["solid", "2px"], focused.text_content()
        assert focused.evaluate("each => each.checkVisibility()")
        seen.append(focused.evaluate("each => each.labels?.[0]?.textContent || each.ariaLabel || each.textContent"))
    seen = [" ".join(each.split()) for each in seen]

    assert seen[:9] == [
        "Skip to the report",
        *("Overview", "Rules by builder", "Scorecards", "What ran", "Rules"),
        "Search",
        *("failed 1", "crashed 1"),
    ]
    in_order = ("not applicable 1", "Open all", "Overview, table", "Skip the heat map", "Rules by builder, table")
    positions = [seen.index(each) for each in in_order]
    assert positions == sorted(positions)


def test_ways_past_what_is_long(open_report: OpenReport) -> None:
    page = open_report(full_report())

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search")).to_be_focused()

    page.get_by_role("link", name="Skip the heat map").focus()
    expect(page.get_by_role("link", name="Skip the heat map")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("article summary").first).to_be_focused()
    # The worst card comes first, and is open.
    expect(page.get_by_role("table", name="Outcomes by level").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("article").first.get_by_role("table", name="Outcomes by level")).to_be_hidden()


def test_a_box_is_ticked_by_keyboard(open_report: OpenReport) -> None:
    page = open_report(full_report())

    page.get_by_role("checkbox", name="blocked").focus()
    page.keyboard.press("Space")

    expect(page.get_by_role("status")).to_have_text("1 of 2 builders")


def test_what_is_focused_is_not_behind_the_filters(open_report: OpenReport) -> None:
    page = unfolded(open_report(full_report()))
    page.evaluate("scrollTo(0, document.body.scrollHeight)")

    for link in page.locator("article a").all()[::-1]:
        link.focus()
        # What comes into view is laid out only then, and may move once more.
        page.wait_for_function(
            """link => {
                const filters = document.getElementById("controls").getBoundingClientRect();
                const {top, bottom} = link.getBoundingClientRect();
                return filters.bottom <= top && bottom <= innerHeight;
            }""",
            arg=link.element_handle(),
        )


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("full", WIDE, "light"), ("full", WIDE, "dark"), ("full", NARROW, "light"), ("perfect", WIDE, "light")],
)
def test_screenshots(open_report: OpenReport, tmp_path: Path, name: str, width: int, scheme: Scheme) -> None:
    page = open_report(REPORTS[name], width=width, color_scheme=scheme)

    taken = page.screenshot(path=tmp_path / f"{name}-{width}-{scheme}.png", full_page=True)

    # PNG: the signature, then the header chunk with the size.
    assert taken.startswith(b"\x89PNG\r\n\x1a\n")
    shown_width, height = struct.unpack(">II", taken[16:24])
    assert (shown_width, height) == (width, page.evaluate("document.documentElement.scrollHeight"))
    # One colour all over would take hardly any bytes.
    assert len(taken) > 20_000
