"""The report as Markdown for a pull request comment or a job summary: the verdict first, details folded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from cursus_tester.reports.denominator import rules_run
from cursus_tester.reports.graph import as_mermaid, graphs_of
from cursus_tester.reports.order import by_subject, grouped, rules_of, shown_scenario
from cursus_tester.reports.remarks import Remark, remarks
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.markdown import code, prose
from cursus_tester.reports.text.wording import (
    accepted,
    missing,
    not_run,
    ran,
    rated_text,
    repeated,
    score_text,
    sentence,
    standing,
    totals,
    verdict,
    versions,
    why_not_rated,
    why_not_run,
)
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import ReportedFinding, findings_to_show
from cursus_tester.results.rule import Level, RuleInfo, Severity
from cursus_tester.results.scorecard import Scorecard

#: GitHub accepts 65,536 characters in a comment. Lines beyond these limits are counted and not shown.
_TABLE_LIMIT, _FINDINGS_LIMIT, _REASONS_LIMIT = 16_000, 32_000, 8_000
_GRAPHS_LIMIT = 8_000
#: A message may quote any exception of a builder.
_MESSAGE_LIMIT = 2_000
#: How many of the notes of one rule are told in words.
_NOTES_SHOWN = 3
_KIND_COLUMNS = (
    ("Passed", OutcomeKind.PASSED),
    ("Failed", OutcomeKind.FAILED),
    ("Crashed", OutcomeKind.ERROR),
    ("Blocked", OutcomeKind.BLOCKED),
    ("Not applicable", OutcomeKind.NOT_APPLICABLE),
    ("Waived", OutcomeKind.WAIVED),
    ("Unexpected pass", OutcomeKind.UNEXPECTED_PASS),
)
_TITLES = ("Builder", "Score", *(level.title for level in Level), "Ran", *(title for title, _ in _KIND_COLUMNS))


def render_markdown(report: Report, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the report as GitHub Flavored Markdown of at most about 60,000 characters."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    summary = report.summary
    yield f"## Conformance: {verdict(summary)}"
    yield ""
    yield f"{totals(summary)}."
    for reason in (*missing(report), *why_not_rated(report)):
        yield from ("", _clipped(f"{sentence(reason)}."))
    cards = sorted(report.scorecards, key=by_subject)
    if cards:
        yield from ("", f"| {' | '.join(_TITLES)} |", f"|---|{'---:|' * (len(_TITLES) - 1)}")
        yield from _within(_TABLE_LIMIT, [_row(card) for card in cards], "| … and {} more |")
    found = [each for card in cards for each in findings_to_show(card)]
    blocking = [each for each in found if each.blocks(summary)]
    harmless = [each for each in found if each.is_open and not each.blocks(summary)]
    others = [each for each in found if not each.is_open]
    yield from _section("Blocking", blocking)
    yield from _section("Not blocking", harmless)
    yield from _section("Waived, in the baseline, notes", others, folded=True)
    yield from _graphs(cards)
    told = [_remark(card, remark) for card in cards for remark in remarks(card, summary.fail_on)]
    if told:
        yield from ("", "### Rules without a finding", "")
        yield from _within(_REASONS_LIMIT, told, "- … and {} more")
    yield from _groups(cards, rules_of(report))
    yield from ("", "### What was run", "", f"- {ran(summary)}", f"- {not_run(summary)}")
    yield from _within(
        _REASONS_LIMIT, [f"  - {_clipped(reason)}" for reason in why_not_run(report)], "  - … and {} more"
    )
    yield f"- {accepted(report)}"
    for note in report.notes:
        yield f"- note: {_clipped(note)}"
    yield f"- {prose(versions(report))}"


def _within(limit: int, lines: Sequence[str], rest: str) -> Iterator[str]:
    """The first of `lines` that fit into `limit` characters, and `rest` with the number of those that do not."""
    room = limit
    for index, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield rest.format(len(lines) - index)
            return
        yield line


def _row(card: Scorecard) -> str:
    counts = {kind: sum(level.counts[kind] for level in card.levels.values()) for kind in OutcomeKind}
    cells = (
        code(card.subject.id, in_table=True),
        rated_text(card),
        *(score_text(card.levels[level].score) for level in Level),
        str(rules_run(counts)),
        *(str(counts[kind]) for _, kind in _KIND_COLUMNS),
    )
    return f"| {' | '.join(cells)} |"


def _section(title: str, found: Sequence[ReportedFinding], *, folded: bool = False) -> Iterator[str]:
    if not found:
        return
    heading = f"{title} ({len(found)})"
    yield from ("", f"<details><summary>{heading}</summary>" if folded else f"### {heading}", "")
    limit = _FINDINGS_LIMIT // (4 if folded else 2)
    lines = [_notes(each) if len(each) > 1 else _finding(each[0]) for each in _together(found)]
    yield from _within(limit, lines, "- … and {} more; the other formats show all of them")
    if folded:
        yield from ("", "</details>")


def _graphs(cards: Sequence[Scorecard]) -> Iterator[str]:
    """The pipelines, as far as they fit."""
    room = _GRAPHS_LIMIT
    for card in cards:
        for graph in graphs_of(card):
            lines = as_mermaid(graph)
            room -= sum(len(line) + 1 for line in lines)
            if room > 0:
                summary = f"<details><summary>Steps of {code(card.subject.id)}</summary>"
                yield from ("", summary, "", "```mermaid", *lines, "```", "", "</details>")


def _groups(cards: Sequence[Scorecard], rules: Sequence[RuleInfo]) -> Iterator[str]:
    """The rules by what they apply to, where that is not the same for all: how they ended, and which failed."""
    groups = grouped(rules)
    if len(groups) < 2:
        return
    kinds = [(title, kind) for title, kind in _KIND_COLUMNS if kind is not OutcomeKind.NOT_APPLICABLE]
    yield from ("", "<details><summary>Rules by step type</summary>", "")
    yield from (
        f"| Rules for | Rules | Builders | {' | '.join(title for title, _ in kinds)} | Failed rules |",
        f"|---|{'---:|' * (len(kinds) + 2)}---|",
    )
    for group, members in groups:
        ids = {rule.id for rule in members}
        told = [[each for each in card.outcomes if each.rule.id in ids] for card in cards]
        builders = sum(any(not each.is_for_other_step_types for each in of_card) for of_card in told)
        outcomes = [each for of_card in told for each in of_card]
        counts = (str(sum(each.kind is kind for each in outcomes)) for _, kind in kinds)
        failed = Counter(each.rule.id for each in outcomes if each.kind is OutcomeKind.FAILED)
        named = ", ".join(f"{id} ({count})" for id, count in sorted(failed.items()))
        yield f"| {prose(group)} | {len(members)} | {builders} | {' | '.join(counts)} | {prose(named)} |"
    yield from ("", "</details>")


def _together(found: Sequence[ReportedFinding]) -> Iterator[list[ReportedFinding]]:
    """Each finding by itself, and what one rule only notes of one builder in one."""
    notes: dict[tuple[str, str], list[ReportedFinding]] = {}
    for each in found:
        if each.rule.severity is not Severity.INFO or each.finding.is_accepted:
            yield [each]
            continue
        key = each.subject.id, each.rule.id
        if key not in notes:
            notes[key] = [
                other for other in found if (other.subject.id, other.rule.id) == key and not other.finding.is_accepted
            ]
            yield notes[key]


def _notes(found: Sequence[ReportedFinding]) -> str:
    """What a rule notes of a builder several times: where first, how often, and what."""
    first = found[0]
    where = f"{code(str(first.finding.place))} and {len(found) - 1} more"
    said = dict.fromkeys(_clipped(each.finding.message) for each in found)
    told = [*said][:_NOTES_SHOWN]
    more = [f"… and {len(said) - len(told)} more"] if len(said) > len(told) else []
    hints = [f"What to do: {_clipped(first.finding.hint)}"] if first.finding.hint else []
    heading = f"- {_rule(first.rule)} {prose(standing(first.outcome, first.finding))} at {where}"
    return "<br>".join((heading, *told, *more, *hints))


def _finding(reported: ReportedFinding) -> str:
    finding, rule = reported.finding, reported.rule
    scenario = f", scenario {code(shown_scenario(finding)[:_MESSAGE_LIMIT])}" if finding.scenario else ""
    parts = [
        f"- {_rule(rule)} {prose(standing(reported.outcome, finding))} at {code(str(finding.place))}{scenario}",
        _clipped(finding.message),
    ]
    if finding.hint:
        parts.append(f"What to do: {_clipped(finding.hint)}")
    if finding.waiver is not None:
        parts.append(f"Waived: {_clipped(finding.waiver)}")
    parts += [_clipped(sentence(repeated(each))) for each in reported.explains]
    return "<br>".join(parts)


def _rule(rule: RuleInfo) -> str:
    name = prose(f"{rule.id} {rule.slug}")
    # A report read from a file may hold any text here.
    is_address = re.fullmatch(r"https://[\w./#%-]+", rule.help_uri, re.ASCII)
    return f"[**{name}**]({rule.help_uri})" if is_address else f"**{name}**"


def _remark(card: Scorecard, remark: Remark) -> str:
    return f"- {code(card.subject.id)}: {prose(remark.title)}<br>{_clipped(remark.reason)}"


def _clipped(text: str) -> str:
    return prose(text if len(text) <= _MESSAGE_LIMIT else f"{text[:_MESSAGE_LIMIT]}…")
