"""Findings on the terminal: the rule, the place, the marked line of source, what was found and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from cursus_tester.reports.order import shown_scenario
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.printing import SEVERITY_STYLES, indented
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.reported_findings import ReportedFinding
from cursus_tester.results.subject import Place

#: How far right of the first character that is shown of a line of source its mark stands at most.
_MARK_AT_MOST = 60


def violation(
    outcome: Outcome, found: Iterable[ReportedFinding], sources: Mapping[str, tuple[str, ...]]
) -> Iterator[RenderableType]:
    """The findings of one rule under its name and severity."""
    severity = outcome.rule.severity
    yield Text.assemble(
        (f"{outcome.rule.id} {outcome.rule.slug}", "bold"),
        "  ",
        (severity.value, SEVERITY_STYLES[severity]),
        ("  waived" if outcome.kind is OutcomeKind.WAIVED else "", "yellow"),
    )
    if not outcome.findings:
        yield indented(f"failed: a builder {outcome.rule.title}")
        return
    for reported in found:
        yield from _finding(reported, sources)


def _finding(reported: ReportedFinding, sources: Mapping[str, tuple[str, ...]]) -> Iterator[RenderableType]:
    finding = reported.finding
    scenario = f"  scenario {shown_scenario(finding)}" if finding.scenario else ""
    yield indented(f"{finding.place}{scenario}", style="bold")
    if finding.waiver is not None:
        yield indented(f"waived: {finding.waiver}", depth=4, style="dim")
    if finding.known:
        yield indented("in the baseline: does not block", depth=4, style="dim")
    yield from _marked_line(finding.place, sources)
    # Messages of the SDK may end in blank lines.
    yield indented("\n".join(line for line in finding.message.splitlines() if line.strip()), depth=4)
    if finding.hint:
        yield indented(f"what to do: {finding.hint}", depth=4, style="green")
    if reported.explains:
        rules = dict.fromkeys(f"{each.rule.id} {each.rule.slug}" for each in reported.explains)
        verb = "fails" if len(rules) == 1 else "fail"
        yield indented(f"for this reason {' and '.join(rules)} {verb} too", depth=4)


def one_line(text: Text) -> RenderableType:
    """Text that ends with an ellipsis where it is wider than the terminal."""
    text.no_wrap, text.overflow = True, "ellipsis"
    # Printed as it is, a text is joined with its line break and loses both.
    return Padding(text, 0)


def _marked_line(place: Place, sources: Mapping[str, tuple[str, ...]]) -> Iterator[RenderableType]:
    """The line of source that a finding is at, with a mark below the column."""
    lines = sources.get(place.path, ())
    if not 0 < place.line <= len(lines) or not lines[place.line - 1].strip():
        return
    written = lines[place.line - 1].rstrip()
    column = min(place.column - 1, len(written))
    # Its indentation is left out, and the beginning of a line whose mark would be off the screen.
    start = max(len(written) - len(written.lstrip()), column - _MARK_AT_MOST)
    number = f"{place.line:>6} | "
    mark = " " * len(visible(written[start:column])) + "^"
    for text, style in ((f"{number}{visible(written[start:])}", ""), (f"{'| ':>{len(number)}}{mark}", "dim")):
        yield one_line(Text(text, style=style))
