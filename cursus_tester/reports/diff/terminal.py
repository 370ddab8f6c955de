"""The difference of two reports for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from cursus_tester.reports.diff.wording import (
    CHANGE_LABELS,
    has_news,
    reports_compared,
    scores,
    standings,
    totals,
    why_not_judged,
)
from cursus_tester.reports.order import shown_scenario
from cursus_tester.reports.rendering import RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.printing import BLANK_LINE, indented, printed
from cursus_tester.results.difference import Change, Difference, FindingChange, SubjectChange

_CHANGE_STYLES = {
    Change.NEW: "bold red",
    Change.FIXED: "bold green",
    Change.NOT_JUDGED: "yellow",
    Change.UNCHANGED: "dim",
}


def render_difference_terminal(difference: Difference, options: RenderOptions) -> str:
    """Return the difference as text `options.width` characters wide; what changed is told, the rest is counted."""
    return printed(_lines(difference), color=options.color, width=options.width)


def _lines(difference: Difference) -> Iterator[RenderableType]:
    for subject in difference.subjects:
        if has_news(subject):
            yield from _subject(subject)
            yield BLANK_LINE
    for name, line in reports_compared(difference):
        yield Text(visible(f"{name + ':':<8}{line}"), style="dim")
    yield Text(totals(difference), style="bold")


def _subject(subject: SubjectChange) -> Iterator[RenderableType]:
    yield Text.assemble((visible(subject.id), "bold"), f"  {visible(scores(subject))}")
    if subject.former_id is not None:
        yield indented(f"was {subject.former_id}", style="dim")
    for change in CHANGE_LABELS:
        for each in subject.findings:
            if each.change is change and (change is not Change.UNCHANGED or "was" in standings(each)):
                yield from _finding(each)


def _finding(change: FindingChange) -> Iterator[RenderableType]:
    finding, rule = change.shown.finding, change.rule
    yield Text.assemble(
        "  ",
        (CHANGE_LABELS[change.change], _CHANGE_STYLES[change.change]),
        visible(f"  {rule.id} {rule.slug}  {standings(change)}"),
    )
    scenario = f"  scenario {shown_scenario(finding)}" if finding.scenario else ""
    yield indented(f"{finding.place}{scenario}", depth=4)
    if change.change is Change.UNCHANGED:
        return
    yield indented(finding.message, depth=6)
    if change.change is Change.NEW and finding.hint:
        yield indented(f"what to do: {finding.hint}", depth=6, style="green")
    if change.change is Change.NOT_JUDGED:
        yield indented(why_not_judged(change), depth=6, style="yellow")
