"""Lines for the terminal: those that need no layout come out as rich lays them out."""

from __future__ import annotations

import pytest
from rich.padding import Padding
from rich.text import Text

from cursus_tester.reports.text import printing
from cursus_tester.reports.text.printing import BLANK_LINE, indented, printed

LINES = (
    BLANK_LINE,
    Text("a line", style="bold"),
    Text("trailing blanks   "),
    Text("as wide as it may be".ljust(30, ".")),
    Text("wider than it may be, so that it is folded"),
    Text("two\nlines"),
    Text("a tab\there"),
    Text("naïve → 日本語"),
    Text("to the right", justify="right"),
    Text.assemble(("new", "red"), "  CM310"),
    indented("indented", depth=6),
    indented("indented and wider than it may be"),
    Padding(Text("padded"), 1),
)


@pytest.mark.parametrize("line", LINES)
def test_the_short_way_and_the_long_way_are_one(line: Text | Padding, monkeypatch: pytest.MonkeyPatch) -> None:
    short = printed([line], color=False, width=30)
    monkeypatch.setattr(printing, "_as_it_stands", lambda *_: None)

    assert short == printed([line], color=False, width=30)


def test_most_lines_go_the_short_way() -> None:
    assert [printing._as_it_stands(line, 30) for line in LINES[:4]] == [
        "",
        "a line",
        "trailing blanks   ",
        "as wide as it may be..........",
    ]
    assert printing._as_it_stands(LINES[10], 30) == "      indented"
