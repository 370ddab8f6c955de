"""The report for people at a terminal: a scorecard for each subject, then all of them in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from cursus_tester.model import Finding, Level, Outcome, OutcomeKind, Pattern, Report, Scorecard, Severity, Summary
from cursus_tester.reports.denominator import NOT_RUN, RAN, reasons_not_run, rules_not_run, rules_run
from cursus_tester.reports.order import by_place, by_rule, by_subject, shown_scenario
from cursus_tester.reports.plain_text import visible

_RATING_STYLES = {
    "Excellent": "bold green",
    "Good": "green",
    "Satisfactory": "yellow",
    "Needs Work": "red",
    "Poor": "bold red",
}
_SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
#: Outcomes that are told with their reason, one line for each reason. Why rules are not applicable is told once,
#: for all subjects together.
_TOLD_BY_REASON = {
    OutcomeKind.ERROR: ("crashed", "bold red"),
    OutcomeKind.BLOCKED: ("blocked", "red"),
    OutcomeKind.WAIVED: ("waived", "yellow"),
    OutcomeKind.UNEXPECTED_PASS: ("passed unexpectedly", "yellow"),
}
#: The columns of a scorecard that count outcomes; two of the titles take two lines.
_KIND_COLUMNS = (
    ("Passed", OutcomeKind.PASSED),
    ("Failed", OutcomeKind.FAILED),
    ("Crashed", OutcomeKind.ERROR),
    ("Blocked", OutcomeKind.BLOCKED),
    ("Not\nappl.", OutcomeKind.NOT_APPLICABLE),
    ("Waived", OutcomeKind.WAIVED),
    ("Unexp.\npass", OutcomeKind.UNEXPECTED_PASS),
)
_BLANK_LINE = Text()


def render_terminal(report: Report, *, color: bool, width: int) -> str:
    """Return the scorecards as text `width` characters wide; text from builders is shown with escapes, never obeyed."""
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
    for card in sorted(report.scorecards, key=by_subject):
        console.print(*_scorecard(card), sep="\n")
        console.print()
    if report.scorecards:
        console.print(Line(Text("All builders", style="bold"), align="left", style="dim"))
        console.print(_summary_table(report))
        console.print()
    console.print(*_closing(report), sep="\n")
    # Table cells are padded to the column's width: nobody wants the blanks in a file or on the clipboard.
    return "".join(f"{line.rstrip()}\n" for line in written.getvalue().splitlines())


def _scorecard(card: Scorecard) -> Iterator[RenderableType]:
    subject = card.subject
    title = Text.assemble(
        (visible(subject.name or "(module)"), "bold"),
        "  ",
        (f"{_score(card.score)} {card.rating or 'not rated'}", _rating_style(card.rating)),
    )
    yield Line(title, align="left", style="dim")
    yield Text(visible(f"{subject.place.path}:{subject.place.line}"))
    about = (card.step_type or "step type not known", card.framework or "framework not known", _pattern(card.pattern))
    yield Text(visible(" · ".join(about)))
    yield _BLANK_LINE
    yield _level_table(card)
    for outcome in sorted(card.outcomes, key=by_rule):
        if outcome.findings or outcome.kind is OutcomeKind.FAILED:
            yield _BLANK_LINE
            yield from _violation(outcome)
    told = [each for each in card.outcomes if each.kind in _TOLD_BY_REASON and not _is_shown_by_finding(each)]
    if told:
        yield _BLANK_LINE
        yield from _told_by_reason(told)


def _is_shown_by_finding(outcome: Outcome) -> bool:
    return outcome.kind is OutcomeKind.WAIVED and bool(outcome.findings)


def _pattern(pattern: Pattern) -> str:
    if pattern.declared is None and pattern.observed is None:
        return "pattern not known"
    return f"pattern {pattern.declared or 'not'} declared, {pattern.observed or 'not'} observed"


def _level_table(card: Scorecard) -> Table:
    table = _table(show_footer=True, footer_style="bold")
    table.add_column("Level", "Overall")
    table.add_column("Score", _score(card.score), justify="right")
    total = _total(card)
    table.add_column("Ran", str(rules_run(total)), justify="right")
    for title, kind in _KIND_COLUMNS:
        table.add_column(title, str(total[kind]), justify="right")
    for level in Level:
        entry = card.levels[level]
        numbers = (_count(kind, entry.counts[kind]) for _, kind in _KIND_COLUMNS)
        table.add_row(level.title, _score(entry.score), str(rules_run(entry.counts)), *numbers)
    return table


def _table(**options: Any) -> Table:
    """Columns one blank apart and no frame: the longest row has to fit in 80 columns."""
    return Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 0), header_style="bold", **options)


def _total(card: Scorecard) -> dict[OutcomeKind, int]:
    return {kind: sum(entry.counts[kind] for entry in card.levels.values()) for kind in OutcomeKind}


def _count(kind: OutcomeKind, count: int) -> Text:
    if count and kind in (OutcomeKind.FAILED, OutcomeKind.ERROR, OutcomeKind.BLOCKED):
        return Text(str(count), style="red")
    return Text(str(count), style="" if count else "dim")


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:.1f}"


def _rating_style(rating: str | None) -> str:
    return _RATING_STYLES.get(rating or "", "")


def _violation(outcome: Outcome) -> Iterator[RenderableType]:
    severity = outcome.rule.severity
    yield Text.assemble(
        (f"{outcome.rule.id} {outcome.rule.slug}", "bold"),
        "  ",
        (severity.value, _SEVERITY_STYLES[severity]),
        ("  waived" if outcome.kind is OutcomeKind.WAIVED else "", "yellow"),
    )
    if not outcome.findings:
        yield _indented(f"failed: a builder {outcome.rule.title}")
    for finding in sorted(outcome.findings, key=by_place):
        yield from _finding(finding)


def _finding(finding: Finding) -> Iterator[RenderableType]:
    scenario = f"  scenario {shown_scenario(finding)}" if finding.scenario else ""
    yield _indented(f"{finding.place}{scenario}", style="bold")
    if finding.waiver is not None:
        yield _indented(f"waived: {finding.waiver}", depth=4, style="dim")
    if finding.known:
        yield _indented("in the baseline: does not block", depth=4, style="dim")
    yield _indented(finding.message, depth=4)
    if finding.hint:
        yield _indented(f"what to do: {finding.hint}", depth=4, style="green")


def _told_by_reason(outcomes: Iterable[Outcome]) -> Iterator[RenderableType]:
    kinds = list(_TOLD_BY_REASON)
    in_order = sorted(outcomes, key=lambda outcome: (kinds.index(outcome.kind), outcome.reason or "", outcome.rule.id))
    for (kind, reason), group in groupby(in_order, key=lambda outcome: (outcome.kind, outcome.reason)):
        title, style = _TOLD_BY_REASON[kind]
        yield Text.assemble((title, style), " ", ", ".join(outcome.rule.id for outcome in group))
        yield _indented(reason or "no reason given")


def _indented(text: str, *, depth: int = 2, style: str = "") -> Padding:
    return Padding(Text(visible(text, keep_line_breaks=True), style=style), (0, 0, 0, depth))


def _summary_table(report: Report) -> Table:
    table = _table()
    table.add_column("Builder", overflow="fold")
    table.add_column("Score", justify="right")
    table.add_column("Rating", no_wrap=True)
    for title in ("Ran", "Passed", "Failed", "Blocked"):
        table.add_column(title, justify="right", no_wrap=True)
    for card in sorted(report.scorecards, key=by_subject):
        total = _total(card)
        table.add_row(
            Text(visible(card.subject.name or card.subject.place.path)),
            _score(card.score),
            Text(card.rating or "-", style=_rating_style(card.rating)),
            str(rules_run(total)),
            str(total[OutcomeKind.PASSED]),
            _count(OutcomeKind.FAILED, total[OutcomeKind.FAILED]),
            _count(OutcomeKind.BLOCKED, total[OutcomeKind.BLOCKED]),
        )
    return table


def _closing(report: Report) -> Iterator[Text]:
    summary, counts = report.summary, report.summary.counts
    sdk = f"sagemaker {report.sdk_version}" if report.sdk_version else "sagemaker not installed"
    yield Text(visible(f"cursus-tester {report.tool_version}, {sdk}"), style="dim")
    yield Text.assemble(
        f"{_number(summary.subjects, 'builder')}, score {_score(summary.score)}",
        (f" ({summary.rating})" if summary.rating else "", _rating_style(summary.rating)),
        ": ",
        _verdict(summary),
    )
    ran, not_run = rules_run(counts), rules_not_run(counts)
    yield Text(f"{_number(ran, 'rule')} ran" + _breakdown(summary, RAN))
    yield Text(f"{_number(not_run, 'rule')} did not run" + _breakdown(summary, NOT_RUN))
    for kind, reason, count in reasons_not_run(report):
        yield Text(visible(f"  {count} x {_label(kind)}: {reason}"))
    for note in report.notes:
        yield Text(visible(f"note: {note}"), style="yellow")


def _verdict(summary: Summary) -> Text:
    if summary.blocking:
        return Text(f"{_number(summary.blocking, 'finding')} block{'s' if summary.blocking == 1 else ''}", "bold red")
    if not rules_run(summary.counts):
        return Text("nothing was tested", "bold red")
    return Text("nothing blocks", "bold green")


def _breakdown(summary: Summary, kinds: Iterable[OutcomeKind]) -> str:
    named = [f"{summary.counts[kind]} {_label(kind)}" for kind in kinds if summary.counts[kind]]
    return f": {', '.join(named)}" if named else ""


def _label(kind: OutcomeKind) -> str:
    return "crashed" if kind is OutcomeKind.ERROR else kind.value.replace("_", " ")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
