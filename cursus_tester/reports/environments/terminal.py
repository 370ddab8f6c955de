"""Several environments beside each other for the terminal: the report of each, then a table."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from cursus_tester.reports.environments.wording import (
    card_text,
    described,
    elsewhere,
    grouped,
    own_behaviour,
    titles,
    totals,
)
from cursus_tester.reports.formats.terminal import render_terminal
from cursus_tester.reports.rendering import Detail, RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.printing import BLANK_LINE, SEVERITY_STYLES, indented, printed, rating_style
from cursus_tester.results.report import Report
from cursus_tester.results.side_by_side import CheckedEnvironment, PartialFinding, SideBySide


def render_environments_terminal(found: SideBySide, options: RenderOptions) -> str:
    """Return the reports of all environments and their table as text; in brief, the table alone."""
    shown = () if options.detail is Detail.BRIEF else found.environments
    told = "".join(_report(each, each.report, options) for each in shown if each.report is not None)
    return told + printed(_lines(found), color=options.color, width=options.width)


def _report(each: CheckedEnvironment, report: Report, options: RenderOptions) -> str:
    title = Line(Text(visible(described(each)), style="bold"), align="left", characters="═", style="dim")
    said = [indented(line, style="yellow") for line in each.said]
    return printed([title, *said], color=options.color, width=options.width) + render_terminal(report, options) + "\n"


def _lines(found: SideBySide) -> Iterator[RenderableType]:
    names = titles(found)
    yield Line(Text("Side by side", style="bold"), align="left", characters="═", style="dim")
    for each in found.environments:
        yield Text(visible(described(each)), style="dim")
        if each.report is None:
            yield from (indented(line, style="red") for line in each.said)
        yield from (indented(line, style="dim") for line in own_behaviour(each))
    yield _table(found, names)
    for partial, more in grouped(found):
        yield BLANK_LINE
        yield from _finding(partial, more, names)
    yield BLANK_LINE
    yield Text(totals(found), style="bold")


def _table(found: SideBySide, names: tuple[str, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
    table.add_column("Builder", overflow="fold")
    for name in names:
        table.add_column(Text(visible(name).replace(" ", "\n", 1)), justify="right")
    for row in found.rows:
        cells = (Text(card_text(card), style=rating_style(card.rating if card else None)) for card in row.cards)
        table.add_row(Text(visible(row.subject.name or row.subject.place.path)), *cells)
    return table


def _finding(partial: PartialFinding, more: int, names: tuple[str, ...]) -> Iterator[RenderableType]:
    shown, where = partial.shown, ", ".join(names[index] for index in partial.present)
    yield Text.assemble(
        ("only with ", ""),
        (visible(where), "bold"),
        visible(f": {shown.rule.id} {shown.rule.slug} "),
        (shown.rule.severity.value, SEVERITY_STYLES[shown.rule.severity]),
    )
    yield indented(f"{shown.subject.id}, at {shown.finding.place}")
    yield indented(shown.finding.message + (f" (and {more} more)" if more else ""), depth=4)
    yield indented(elsewhere(partial, names), depth=4, style="dim")
