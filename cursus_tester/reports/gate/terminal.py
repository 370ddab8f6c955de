"""The gate's verdict for the terminal: the verdict first, then new, fixed and remaining findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from cursus_tester.reports.diff.wording import why_not_judged
from cursus_tester.reports.gate.wording import SECTIONS, extent_text, headline, remark, scores
from cursus_tester.reports.order import shown_scenario
from cursus_tester.reports.rendering import RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.printing import BLANK_LINE, indented, printed
from cursus_tester.results.difference import FindingChange
from cursus_tester.results.verdict import Verdict


def render_verdict_terminal(verdict: Verdict, options: RenderOptions) -> str:
    """Return the verdict as text `options.width` characters wide."""
    return printed(_lines(verdict), color=options.color, width=options.width)


def _lines(verdict: Verdict) -> Iterator[RenderableType]:
    yield Text(f"gate: {headline(verdict)}", style="bold red" if verdict.blocks or verdict.problems else "bold green")
    for problem in verdict.problems:
        yield indented(problem, style="red")
    yield indented(f"base: {verdict.extent.base}")
    yield indented(f"head: {verdict.extent.head}")
    yield indented(extent_text(verdict.extent))
    for note in verdict.extent.notes:
        yield indented(f"note: {note}", style="yellow")
    for blocker in verdict.blockers:
        yield BLANK_LINE
        yield indented(blocker.where, depth=0, style="bold")
        yield indented(blocker.problem, style="red")
        yield indented(f"what to do: {blocker.hint}", style="green")
    for title, select in SECTIONS:
        yield from _section(title, select(verdict), verdict)
    if verdict.removed:
        yield from _heading("Removed builders", len(verdict.removed))
        for id in verdict.removed:
            yield indented(id)
    if verdict.subjects:
        yield from _heading("Scores")
        for id, former, change in scores(verdict):
            yield indented(f"{id}  {change}")
            if former:
                yield indented(f"was {former}", depth=4, style="dim")


def _heading(title: str, count: int | None = None) -> Iterator[RenderableType]:
    yield BLANK_LINE
    yield Text(title if count is None else f"{title} ({count})", style="bold")


def _section(title: str, changes: Sequence[FindingChange], verdict: Verdict) -> Iterator[RenderableType]:
    if not changes:
        return
    yield from _heading(title, len(changes))
    for change in changes:
        finding, rule = change.shown.finding, change.rule
        if change in verdict.remaining:
            yield indented(f"{rule.id} {rule.slug}  {remark(change, verdict)}  {finding.place}")
            continue
        style = "bold red" if change in verdict.blocking else ""
        yield Text.assemble("  ", (visible(f"{rule.id} {rule.slug}  {remark(change, verdict)}"), style))
        scenario = f"  scenario {shown_scenario(finding)}" if finding.scenario else ""
        yield indented(f"{finding.place}{scenario}", depth=4)
        yield indented(finding.message, depth=6)
        if finding.waiver is not None and change in verdict.waived:
            yield indented(f"waived: {finding.waiver}", depth=6, style="yellow")
        if finding.hint and change in verdict.new:
            yield indented(f"what to do: {finding.hint}", depth=6, style="green")
        if change in verdict.not_judged:
            yield indented(why_not_judged(change), depth=6, style="yellow")
