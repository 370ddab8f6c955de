"""Lay out and color text for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from cursus_tester.reports.text.plain import visible
from cursus_tester.results.rule import Severity

_RATING_STYLES = {
    "Excellent": "bold green",
    "Good": "green",
    "Satisfactory": "yellow",
    "Needs Work": "red",
    "Poor": "bold red",
}
SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
BLANK_LINE = Text()


def printed(lines: Iterable[RenderableType], *, color: bool, width: int) -> str:
    """Return `lines` as text `width` characters wide, independent of the environment."""
    written = StringIO()
    console = Console(
        file=written,
        width=width,
        # With a height too, TERM=dumb does not override the width.
        height=100,
        force_terminal=color,
        force_jupyter=False,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    for line in lines:
        text = None if color else _as_it_stands(line, width)
        if text is not None:
            written.write(f"{text}\n")
        else:
            console.print(line)
    # Table cells are padded to the width of the column; trailing blanks are removed.
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def _as_it_stands(line: RenderableType, width: int) -> str | None:
    """A line that needs no layout; ``None`` for any other. rich takes 0.2 ms for each, and reports have many."""
    indent = 0
    if isinstance(line, Padding) and line.top == line.right == line.bottom == 0:
        indent, line = line.left, line.renderable
    if not isinstance(line, Text) or line.justify is not None:
        return None
    text = line.plain
    return " " * indent + text if text.isprintable() and indent + cell_len(text) <= width else None


def indented(text: str, *, depth: int = 2, style: str = "") -> Padding:
    """Untrusted text, escaped and indented by `depth` characters."""
    return Padding(Text(visible(text, keep_line_breaks=True), style=style), (0, 0, 0, depth))


def rating_style(rating: str | None) -> str:
    """The colour of a rating."""
    return _RATING_STYLES.get(rating or "", "")
