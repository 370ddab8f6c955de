"""The difference of two reports as Markdown, for a comment on a pull request or a job summary."""

from __future__ import annotations

from collections.abc import Iterator

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
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.markdown import code, prose
from cursus_tester.results.difference import Change, Difference, FindingChange


def render_difference_markdown(difference: Difference, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the difference as Markdown; unchanged findings are folded."""
    return "\n".join(_lines(difference)) + "\n"


def _lines(difference: Difference) -> Iterator[str]:
    yield f"## Conformance: {totals(difference)}"
    news = [subject for subject in difference.subjects if has_news(subject)]
    if news:
        yield from ("", "| Builder | Score before → after |", "|---|---|")
        for subject in news:
            former = f"<br>was {code(subject.former_id, in_table=True)}" if subject.former_id is not None else ""
            yield f"| {code(subject.id, in_table=True)}{former} | {prose(scores(subject))} |"
    for change, label in CHANGE_LABELS.items():
        findings = difference.findings(change)
        if not findings:
            continue
        if change is Change.UNCHANGED:
            yield from ("", f"<details><summary>{len(findings)} unchanged</summary>", "")
        else:
            yield from ("", f"### {label.capitalize()}", "")
        for each in findings:
            yield _finding(each)
        if change is Change.UNCHANGED:
            yield from ("", "</details>")
    yield ""
    for name, line in reports_compared(difference):
        yield f"- {name}: {prose(line)}"


def _finding(change: FindingChange) -> str:
    finding, rule = change.shown.finding, change.rule
    scenario = f", scenario {code(shown_scenario(finding))}" if finding.scenario else ""
    parts = [
        f"- **{prose(f'{rule.id} {rule.slug}')}** {prose(standings(change))} at {code(str(finding.place))}{scenario}",
        prose(finding.message),
    ]
    if change.change is Change.NEW and finding.hint:
        parts.append(f"What to do: {prose(finding.hint)}")
    if change.change is Change.NOT_JUDGED:
        parts.append(f"*{prose(why_not_judged(change))}*")
    return "<br>".join(parts)
