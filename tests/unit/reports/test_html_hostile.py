"""Text from builders is text on the page, wherever it comes in."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from cursus_tester.model import Exhibit, Finding, OutcomeKind, Pattern, Place, Report, Subject, SubjectKind
from cursus_tester.reports.html import render_html
from cursus_tester.scoring import scorecard, summarize
from tests.unit.reports.example import full_report, outcome
from tests.unit.reports.page_tree import parse, text_of

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}",
    '" onfocus=alert(1) autofocus x="',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<!-- --> ]]> <![CDATA[",
    "{{constructor.constructor('alert(1)')()}}",
    "` onload=alert(1) `",
    "&lt;script&gt;",
)
INVISIBLE = "a\x00b\x1b[2Jc\u202ed\u200be\ufefff\x85g"


def hostile_report(attack: str) -> Report:
    """A report with `attack` wherever text of a builder, a rule of a third party or a waiver may come in."""
    place = Place(path=f"{attack}.py", line=1)
    finding = Finding(message=attack, hint=attack, place=place, scenario=attack, waiver=attack, fingerprint=attack)
    kinds = [kind for kind in OutcomeKind for _ in range(2)]
    outcomes = [
        outcome(f"CM{300 + index}", kind, *([finding] if index % 2 else []), slug=attack, reason=attack)
        for index, kind in enumerate(kinds)
    ]
    outcomes = [
        replace(each, rule=replace(each.rule, title=attack, documentation=f"{attack}\n\n{attack}")) for each in outcomes
    ]
    exhibits = (
        Exhibit(scenario=attack, situation=attack, config={attack: attack}, request={attack: [attack]}, problem=None),
        Exhibit(scenario=f"{attack} 2", situation=attack, config={}, request=None, problem=attack),
    )
    card = scorecard(
        Subject(name=attack, kind=SubjectKind.BUILDER, place=place, file="/x"),
        attack,
        attack,
        Pattern(declared=attack, observed=attack),
        outcomes,
        exhibits,
    )
    return Report(
        tool_version=attack,
        sdk_version=attack,
        scorecards=(card,),
        summary=summarize((card,)),
        notes=(attack,),
        sources={place.path: (attack, attack)},
    )


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
