"""The badge: readable, self-contained, and never longer than its frame."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from cursus_tester.reports.formats.badge import render_badge
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import full_report, outcome, report, subject

SVG = "{http://www.w3.org/2000/svg}"


def of(passed: int, failed: int) -> Report:
    def some(kind: OutcomeKind, count: int, first: int) -> list[Outcome]:
        return [outcome(f"CM{first + index}", kind, weight=1.0) for index in range(count)]

    outcomes = [*some(OutcomeKind.PASSED, passed, 300), *some(OutcomeKind.FAILED, failed, 350)]
    return report(scorecard(subject(), None, None, Pattern(), outcomes))


@pytest.mark.parametrize(
    ("example", "title"),
    [
        (of(10, 0), "conformance: 100.0 (Excellent), nothing blocks"),
        (of(19, 1), "conformance: 95.0 (Good), 1 finding blocks"),
        (of(3, 1), "conformance: 75.0 (Satisfactory), 1 finding blocks"),
        (of(2, 1), "conformance: 66.6 (Needs Work), 1 finding blocks"),
        (of(0, 2), "conformance: 0.0 (Poor), 2 findings block"),
        (report(), "conformance: not rated, nothing was tested"),
    ],
)
def test_says_score_rating_and_verdict(example: Report, title: str) -> None:
    root = ElementTree.fromstring(render_badge(example))

    assert root.findtext(f"{SVG}title") == title
    shown = [each.text for each in root.iter(f"{SVG}text")]
    assert shown == ["conformance", title.removeprefix("conformance: ").partition(",")[0]]


@pytest.mark.parametrize("example", [of(10, 0), of(19, 1), of(3, 1), of(2, 1), of(0, 2), report()])
def test_is_a_picture_of_its_own(example: Report) -> None:
    text = render_badge(example)
    root = ElementTree.fromstring(text)

    assert root.get("role") == "img"
    labelled = {each.get("id") for each in root}
    assert set((root.get("aria-labelledby") or "").split()) <= labelled
    assert not re.search(r"<(script|style|image|use|a)\b|href|url\(|@import|https?://(?!www\.w3\.org/2000/svg)", text)
    ends = [float(each.get("x", "")) + float(each.get("textLength", "")) for each in root.iter(f"{SVG}text")]
    assert max(ends) <= float(root.get("width", ""))


def luminance(color: str) -> float:
    channels = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("example", [of(10, 0), of(19, 1), of(3, 1), of(2, 1), of(0, 2), report()])
def test_white_text_is_readable_on_every_ground(example: Report) -> None:
    grounds = re.findall(r'<(?:rect|path)[^>]*fill="(#[0-9a-f]{6})"', render_badge(example))

    assert len(grounds) == 2
    assert all(1.05 / (luminance(ground) + 0.05) >= 4.5 for ground in grounds)


def test_the_description_has_the_numbers() -> None:
    described = ElementTree.fromstring(render_badge(full_report())).findtext(f"{SVG}desc") or ""

    assert described.startswith("2 builders, score 100.0 (Good), 1 of 2 not rated; not rated, 2 rules ")
    assert "; 13 rules ran: 9 passed, 1 failed, " in described
    assert "4 findings do not count: 1 in the baseline, 1 note, 2 waived; x.py:3: the waiver of SB320" in described
