"""Lay out and color text for the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
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
        laid_out = None if color else _laid_out(line, width)
        if laid_out is not None:
            written.writelines(f"{each}\n" for each in laid_out)
        else:
            console.print(line)
    # Table cells are padded to the width of the column; trailing blanks are removed.
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


_WORD = re.compile(r"\s*\S+\s*")


def narrow_table(**options: Any) -> Table:
    """A table without frame and with narrow gaps."""
    return Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 0), header_style="bold", **options)


def _laid_out(line: RenderableType, width: int) -> list[str] | None:
    """What rich makes of a title, a text or a table; ``None`` where that is left to rich, which takes 0.3 ms a line."""
    if isinstance(line, Table):
        return _rows(line, width)
    indent = 0
    if isinstance(line, Padding) and line.top == line.right == line.bottom == 0:
        indent, line = line.left, line.renderable
    room = width - indent
    if isinstance(line, Line) and isinstance(line.title, Text) and line.align == "left":
        text = line.title.plain
        if not _is_plain(text) or len(text) + 2 > room or len(line.characters) != 1:
            return None
        return [f"{' ' * indent}{text} {line.characters * (room - len(text) - 1)}"]
    if not isinstance(line, Text) or line.justify is not None:
        return None
    found: list[str] = []
    for text in line.plain.split("\n"):
        if not _is_plain(text):
            return None
        if len(text) <= room:
            found.append(text)
        elif line.no_wrap and line.overflow == "ellipsis":
            found.append(f"{text[: room - 1]}…")
        elif not line.no_wrap and line.overflow is None:
            words = [*_WORD.finditer(text)]
            if any(len(each[0].rstrip()) > room for each in words):
                return None
            found += _wrapped(text, words, room)
        else:
            return None
    return [" " * indent + text for text in found]


def _rows(table: Table, width: int) -> list[str] | None:
    """The lines of a `table` whose cells are all of one line and fit; ``None`` for any other one."""
    if table.box is not box.SIMPLE_HEAD or table.show_edge or table.padding != (0, 0, 0, 0) or table.show_footer:
        return None
    columns: list[list[str]] = []
    for column in table.columns:
        cells = [each.plain if isinstance(each, Text) else each for each in (column.header, *column.cells)]
        texts = [each for each in cells if isinstance(each, str) and _is_plain(each)]
        if len(texts) < len(cells) or column.justify not in ("left", "right"):
            return None
        wide = max(map(len, texts))
        columns.append([each.rjust(wide) if column.justify == "right" else each.ljust(wide) for each in texts])
    head, *rows = (" ".join(row) for row in zip(*columns, strict=True))
    return [head, "─" * len(head), *rows] if len(head) <= width else None


def _is_plain(text: str) -> bool:
    """Whether each character of a text takes the place of one."""
    if not text.isprintable():
        return False
    return text.isascii() or all(cell_len(each) == 1 for each in set(text))


def _wrapped(text: str, words: Iterable[re.Match[str]], width: int) -> Iterator[str]:
    """The lines of a text, given its words with the blanks around them; none of them is longer than a line."""
    start = used = 0
    for word in words:
        if used + len(word[0].rstrip()) > width and used:
            yield text[start : word.start()]
            start, used = word.start(), 0
        used += len(word[0])
    yield text[start:]


def indented(text: str, *, depth: int = 2, style: str = "") -> Padding:
    """Untrusted text, escaped and indented by `depth` characters."""
    return Padding(Text(visible(text, keep_line_breaks=True), style=style), (0, 0, 0, depth))


def rating_style(rating: str | None) -> str:
    """The colour of a rating."""
    return _RATING_STYLES.get(rating or "", "")
