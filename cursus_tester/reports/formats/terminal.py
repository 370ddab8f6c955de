"""The report for the terminal: a scorecard for each subject, then a summary of all."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from cursus_tester.reports.denominator import rules_run
from cursus_tester.reports.graph import as_tree, graphs_of
from cursus_tester.reports.order import by_rule, by_subject, worst_first
from cursus_tester.reports.remarks import Remark, remarks
from cursus_tester.reports.rendering import Detail, RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.printing import (
    BLANK_LINE,
    SEVERITY_STYLES,
    indented,
    narrow_table,
    printed,
    rating_style,
)
from cursus_tester.reports.text.violations import one_line, violation
from cursus_tester.reports.text.wording import (
    NOT_RATED,
    for_other_step_types,
    missing,
    not_run,
    number,
    outcome_label,
    ran,
    score_text,
    totals,
    verdict,
    versions,
    why_not_rated,
    why_not_run,
)
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report, Summary
from cursus_tester.results.reported_findings import ReportedFinding, findings_to_show
from cursus_tester.results.rule import Level, Severity
from cursus_tester.results.scorecard import Pattern, Scorecard

_REMARK_STYLES = {
    OutcomeKind.ERROR: "bold red",
    OutcomeKind.BLOCKED: "red",
    OutcomeKind.WAIVED: "yellow",
    OutcomeKind.UNEXPECTED_PASS: "yellow",
}
#: How many findings are told with their line of source and what to do, unless all are asked for: a first run of a team
#: that has never been checked is to fit a few screens.
_IN_FULL = 5
#: How many rules a remark names where it does not name them all.
_NAMED = 5
#: So many characters of a message tell it from others.
_TELLING = 60
#: The columns of a scorecard that count outcomes. Two titles take two lines.
_KIND_COLUMNS = (
    ("Passed", OutcomeKind.PASSED),
    ("Failed", OutcomeKind.FAILED),
    ("Crashed", OutcomeKind.ERROR),
    ("Blocked", OutcomeKind.BLOCKED),
    ("Not\nappl.", OutcomeKind.NOT_APPLICABLE),
    ("Waived", OutcomeKind.WAIVED),
    ("Unexp.\npass", OutcomeKind.UNEXPECTED_PASS),
)


def render_terminal(report: Report, options: RenderOptions) -> str:
    """Return the scorecards as text for a terminal; text from builders is shown with escapes, never obeyed."""
    lines = _brief(report) if options.detail is Detail.BRIEF else _lines(report, in_full=options.detail is Detail.FULL)
    return printed(lines, color=options.color, width=options.width)


def _brief(report: Report) -> Iterator[RenderableType]:
    """Findings that count, crashed rules, and the verdict with its denominator."""
    for card in worst_first(report):
        held = [each for each in _findings(card) if each.is_open]
        unjudged = [each for each in remarks(card, report.summary.fail_on) if each.blocks or _is_crash(each)]
        if held or unjudged:
            yield _title(card)
        for outcome, found in groupby(held, key=lambda each: each.outcome):
            yield from violation(outcome, found, report.sources)
        for remark in unjudged:
            yield from _remark(remark)
    yield from _closing(report, in_full=False)


def _is_crash(remark: Remark) -> bool:
    return remark.kind is OutcomeKind.ERROR


def _lines(report: Report, *, in_full: bool) -> Iterator[RenderableType]:
    left = sys.maxsize if in_full else _IN_FULL
    short = 0
    for card in worst_first(report):
        found = _findings(card)
        shown = [each for each in found if in_full or not _is_note(each)]
        told = list(_scorecard(card, report, found, left, in_full=in_full))
        short += max(len(shown) - left, 0)
        left = max(left - len(shown), 0)
        if told:
            yield _title(card)
            yield from told
            yield BLANK_LINE
    if report.scorecards:
        yield Line(Text("All builders", style="bold"), align="left", style="dim")
        yield _summary_table(report)
        yield BLANK_LINE
    if short:
        yield Text(f"{number(short, 'finding')} in one line each; -v shows all in full", style="dim")
    yield Text(visible(versions(report)), style="dim")
    yield from _closing(report, in_full=in_full)


def _findings(card: Scorecard) -> list[ReportedFinding]:
    """What there is to show of a builder: what counts, then what is accepted; each by severity and level."""
    levels = list(Level)
    return sorted(
        findings_to_show(card),
        key=lambda each: (not each.is_open, each.rule.severity.rank, levels.index(each.rule.level), each.rule.id),
    )


def _scorecard(
    card: Scorecard, report: Report, everything: Sequence[ReportedFinding], told_at_length: int, *, in_full: bool
) -> Iterator[RenderableType]:
    """What there is to say of a builder: nothing of one that is rated and has neither findings nor remarks.

    Of what was found the first `told_at_length` are told with source and hint, the others in a line for each rule.
    """
    told = remarks(card, report.summary.fail_on)
    found = [each for each in everything if in_full or not _is_note(each)]
    notes = [] if in_full else [each for each in everything if _is_note(each)]
    if not (in_full or told or found or card.not_rated is not None):
        return
    about = (card.step_type or "step type not known", card.framework or "framework not known", _pattern(card.pattern))
    where = f"{card.subject.place.path}:{card.subject.place.line}"
    yield Text(visible(" · ".join((where, *about))), style="dim")
    if card.not_rated is not None:
        yield Text(visible(f"{NOT_RATED}: {card.not_rated}"), style="yellow")
    if in_full:
        yield BLANK_LINE
        yield _level_table(card)
        for graph in graphs_of(card):
            yield BLANK_LINE
            yield from (Text(visible(line)) for line in as_tree(graph))
    for outcome, of_rule in groupby(found[:told_at_length], key=lambda each: each.outcome):
        yield BLANK_LINE
        yield from violation(outcome, of_rule, report.sources)
    rest = found[told_at_length:]
    if told or notes or rest:
        yield BLANK_LINE
    for outcome, of_rule in groupby(rest, key=lambda each: each.outcome):
        yield _in_a_line(outcome, list(of_rule))
    for remark in told:
        yield from _remark(remark) if in_full else _short_remark(remark, found)
    for outcome, of_rule in groupby(notes, key=lambda each: each.outcome):
        yield _in_a_line(outcome, list(of_rule))
    if in_full:
        yield BLANK_LINE
        yield from _rules_without_findings(card)


def _is_note(reported: ReportedFinding) -> bool:
    return reported.rule.severity is Severity.INFO


def _in_a_line(outcome: Outcome, found: list[ReportedFinding]) -> RenderableType:
    """The findings of a rule in one line."""
    severity = outcome.rule.severity
    first = found[0].finding
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    text = Text.assemble(
        (outcome.rule.id, "bold"),
        "  ",
        (severity.value, SEVERITY_STYLES[severity]),
        visible(f"  {first.place}{more}: {' '.join(first.message.split())}"),
    )
    return one_line(text)


def _title(card: Scorecard) -> Line:
    title = Text.assemble(
        (visible(card.subject.name or "(module)"), "bold"),
        "  ",
        (f"{score_text(card.score)} {card.rating or NOT_RATED}", rating_style(card.rating)),
    )
    return Line(title, align="left", style="dim")


def _remark(remark: Remark) -> Iterator[RenderableType]:
    yield Text.assemble((remark.label, _REMARK_STYLES[remark.kind]), f" {remark.rule_ids}")
    yield indented(remark.reason)


def _short_remark(remark: Remark, found: Sequence[ReportedFinding]) -> Iterator[RenderableType]:
    """A remark that counts its rules where they are many, and names the finding that says the reason already."""
    ids = [rule.id for rule in remark.rules]
    named = remark.rule_ids if len(ids) <= _NAMED else f"{', '.join(ids[:_NAMED])} and {len(ids) - _NAMED} more"
    cause = next((each for each in found if each.finding.message[:_TELLING] in remark.reason), None)
    because = f", because of {cause.rule.id} above" if cause is not None else ""
    yield Text.assemble((remark.label, _REMARK_STYLES[remark.kind]), f" {named}{because}")
    if cause is None:
        yield indented(remark.reason)


def _rules_without_findings(card: Scorecard) -> Iterator[RenderableType]:
    """The rules that passed, and why others were not applicable."""
    said: dict[tuple[OutcomeKind, str], list[str]] = {}
    for outcome in sorted(card.outcomes, key=by_rule):
        is_told = outcome.kind in (OutcomeKind.PASSED, OutcomeKind.NOT_APPLICABLE)
        if is_told and not outcome.is_for_other_step_types:
            said.setdefault((outcome.kind, outcome.reason or ""), []).append(outcome.rule.id)
    for (kind, reason), ids in sorted(
        said.items(), key=lambda entry: (entry[0][0] is not OutcomeKind.PASSED, entry[1])
    ):
        yield Text.assemble((outcome_label(kind), "dim"), f" {', '.join(ids)}")
        if reason:
            yield indented(reason)
    others = for_other_step_types(card.outcomes)
    if others:
        yield Text(others, style="dim")


def _pattern(pattern: Pattern) -> str:
    if pattern.declared is None and pattern.observed is None:
        return "pattern not known"
    return f"pattern {pattern.declared or 'not'} declared, {pattern.observed or 'not'} observed"


def _level_table(card: Scorecard) -> Table:
    table = narrow_table(show_footer=True, footer_style="bold")
    table.add_column("Level", "Overall")
    table.add_column("Score", score_text(card.score), justify="right")
    total = _total(card)
    table.add_column("Ran", str(rules_run(total)), justify="right")
    for title, kind in _KIND_COLUMNS:
        table.add_column(title, str(total[kind]), justify="right")
    for level in Level:
        entry = card.levels[level]
        numbers = (_count(kind, entry.counts[kind]) for _, kind in _KIND_COLUMNS)
        table.add_row(level.title, score_text(entry.score), str(rules_run(entry.counts)), *numbers)
    return table


def _total(card: Scorecard) -> dict[OutcomeKind, int]:
    return {kind: sum(entry.counts[kind] for entry in card.levels.values()) for kind in OutcomeKind}


def _count(kind: OutcomeKind, count: int) -> Text:
    if count and kind in (OutcomeKind.FAILED, OutcomeKind.ERROR, OutcomeKind.BLOCKED):
        return Text(str(count), style="red")
    return Text(str(count), style="" if count else "dim")


def _summary_table(report: Report) -> Table:
    table = narrow_table()
    table.add_column("Builder", overflow="fold")
    table.add_column("Score", justify="right")
    table.add_column("Rating", no_wrap=True)
    for title in ("Ran", "Passed", "Failed", "Blocked"):
        table.add_column(title, justify="right", no_wrap=True)
    for card in sorted(report.scorecards, key=by_subject):
        total = _total(card)
        table.add_row(
            Text(visible(card.subject.name or card.subject.place.path)),
            score_text(card.score),
            Text(card.rating or NOT_RATED, style=rating_style(card.rating)),
            str(rules_run(total)),
            str(total[OutcomeKind.PASSED]),
            _count(OutcomeKind.FAILED, total[OutcomeKind.FAILED]),
            _count(OutcomeKind.BLOCKED, total[OutcomeKind.BLOCKED]),
        )
    return table


def _closing(report: Report, *, in_full: bool) -> Iterator[Text]:
    """The denominator, what to do next, and the verdict last."""
    summary = report.summary
    yield Text(ran(summary))
    yield Text(not_run(summary))
    for reason in why_not_run(report) if in_full else ():
        yield Text(visible(f"  {reason}"))
    yield from _notes(report)
    shown = (each.rule.id for card in worst_first(report) for each in _findings(card) if each.is_open)
    first = next(shown, None)
    if first is not None:
        yield Text(f"`cursus-tester explain {first}` says what a rule checks, why, and how to fix it", style="dim")
    yield from _fixable(report)
    yield from _missing(report)
    yield from _not_rated(report)
    yield _verdict(summary)


def _fixable(report: Report) -> Iterator[Text]:
    """What ``check --fix`` may mend."""
    open_findings = (each for card in report.scorecards for each in findings_to_show(card) if each.finding.counts)
    ids = sorted({each.rule.id for each in open_findings if each.rule.fixable and each.is_open})
    if ids:
        yield Text(f"`cursus-tester check --fix` may mend {', '.join(ids)}; with --diff it only shows how", style="dim")


def _verdict(summary: Summary) -> Text:
    is_good = not summary.blocking and not summary.missing and rules_run(summary.counts)
    good = "bold green" if not summary.not_rated else "bold yellow"
    return Text.assemble(
        (totals(summary), rating_style(summary.rating)),
        ": ",
        (verdict(summary), good if is_good else "bold red"),
    )


def _missing(report: Report) -> Iterator[Text]:
    for each in missing(report):
        yield Text(visible(each), style="bold red")


def _not_rated(report: Report) -> Iterator[Text]:
    for reason in why_not_rated(report):
        yield Text(visible(reason), style="yellow")


def _notes(report: Report) -> Iterator[Text]:
    for note in report.notes:
        yield Text(visible(f"note: {note}"), style="yellow")
