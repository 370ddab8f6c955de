"""Lines for the terminal: those that need no layout come out as rich lays them out."""

from __future__ import annotations

import pytest
from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from cursus_tester.reports.text import printing
from cursus_tester.reports.text.printing import BLANK_LINE, indented, narrow_table, printed
from cursus_tester.reports.text.violations import one_line

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
    Line(Text("A title", style="bold"), align="left", style="dim"),
    Line(Text("in the middle"), style="dim"),
    Line(Text("a title that is wider than it may be"), align="left"),
    Line(Text("日本語"), align="left"),
    one_line(Text("wider than it may be, so that it ends with an ellipsis")),
    one_line(Text("short")),
    Text("one_word_that_is_wider_than_it_may_be"),
    Text("two words, one_of_which_is_wider_than_it_may_be"),
    Text("                              a word after many blanks"),
    Text("words that end where the line ends, and go on"),
    Text("many  blanks   between     words    that      are too wide"),
    Text(" " * 40),
    Text("a line\n\nand another one that is wider than it may be\n"),
    indented("first, wider than it may be\nsecond, wider than it may be", depth=4),
)


def rows(*names: str, header: str = "Builder") -> Table:
    table = narrow_table()
    table.add_column(header, overflow="fold")
    table.add_column("Score", justify="right")
    table.add_column("Rating", no_wrap=True)
    for name in names:
        table.add_row(Text(name, style="bold"), "92.8", Text("not rated"))
    return table


TABLES = (
    rows("One", "Another"),
    rows(),
    rows("Three_hundred_and_sixty_five_model_builders"),
    rows("日本語"),
    rows("One", header="Two\nlines"),
)


@pytest.mark.parametrize("line", [*LINES, *TABLES])
def test_the_short_way_and_the_long_way_are_one(line: RenderableType, monkeypatch: pytest.MonkeyPatch) -> None:
    short = printed([line], color=False, width=30)
    monkeypatch.setattr(printing, "_laid_out", lambda *_: None)

    assert short == printed([line], color=False, width=30)


def test_most_lines_go_the_short_way() -> None:
    assert [printing._laid_out(line, 30) for line in (*LINES[:6], LINES[10])] == [
        [""],
        ["a line"],
        ["trailing blanks   "],
        ["as wide as it may be.........."],
        ["wider than it may be, so that ", "it is folded"],
        ["two", "lines"],
        ["      indented"],
    ]
    assert printing._laid_out(Line(Text("A title"), align="left"), 12) == ["A title ────"]
    assert printing._laid_out(TABLES[0], 30) == [
        "Builder Score Rating   ",
        "───────────────────────",
        "One      92.8 not rated",
        "Another  92.8 not rated",
    ]
