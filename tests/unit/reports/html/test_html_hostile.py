"""Text from builders is text on the page, wherever it comes in."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from cursus_tester.reports.html.page import render_html
from tests.unit.reports.example import full_report
from tests.unit.reports.hostile import ATTACKS, INVISIBLE, hostile_report
from tests.unit.reports.page_tree import parse, text_of


def names(page: Element) -> tuple[set[str], set[str]]:
    """The names of all elements but the one that lets a path break, and of all attributes."""
    return {each.tag for each in page.iter()} - {"wbr"}, {name for each in page.iter() for name in each.attrib}


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_stays_text(attack: str) -> None:
    page = parse(render_html(hostile_report(attack)))

    assert names(page) == names(parse(render_html(hostile_report("plain"))))
    assert sum(1 for _ in page.iter("script")) == 1
    # Backticks set what is between them as code.
    shown = text_of(page[1]).replace("`", "")
    assert shown.count(" ".join(attack.replace("`", "").split())) > 60


def test_what_does_not_show_is_shown_as_its_escape() -> None:
    page = render_html(hostile_report(INVISIBLE))

    assert not {character for character in page if character in "\x00\x1b\u202e\u200b\ufeff\x85"}
    assert "a\\x00b\\x1b[2Jc\\u202ed\\u200be\\ufefff\\x85g" in page
    parse(page)


def test_a_name_that_is_no_utf_8_can_be_written() -> None:
    render_html(hostile_report("caf\udce9")).encode("utf-8")


def test_all_of_the_example_is_there() -> None:
    # Were the page to lose what is in brackets, these would be missing.
    shown = text_of(parse(render_html(full_report())))

    assert "[bold]not[/bold]" in shown
    assert "<b>1</b>" in shown
    assert "<platform>" in shown
