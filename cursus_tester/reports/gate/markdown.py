"""The gate's verdict as Markdown, for a comment on a pull request or a job summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cursus_tester.reports.diff.wording import why_not_judged
from cursus_tester.reports.gate.wording import SECTIONS, extent_text, headline, remark, scores
from cursus_tester.reports.order import shown_scenario
from cursus_tester.reports.rendering import FOR_A_FILE, RenderOptions
from cursus_tester.reports.text.markdown import code, prose
from cursus_tester.results.difference import FindingChange
from cursus_tester.results.verdict import Verdict

#: GitHub refuses a comment of more than 65,536 characters.
_LIMIT = 65_000
_CUT = "\n\n*Truncated: a comment cannot be longer. The output of the tool has the rest.*\n"


def render_verdict_markdown(verdict: Verdict, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the verdict as Markdown that fits into a comment; remaining findings are folded."""
    text = ""
    for block in _blocks(verdict):
        if len(text) + len(block) > _LIMIT:
            return text.rstrip("\n") + _CUT
        text += block
    return text


def _blocks(verdict: Verdict) -> Iterator[str]:
    """The text in blocks; it may be truncated after each."""
    yield f"## Conformance gate {prose(headline(verdict))}\n\n"
    extent = verdict.extent
    for problem in verdict.problems:
        yield f"- {prose(problem)}\n"
    yield f"- base: {prose(extent.base)}\n- head: {prose(extent.head)}\n- {prose(extent_text(extent))}\n"
    for note in extent.notes:
        yield f"- note: {prose(note)}\n"
    if verdict.blockers:
        yield "\n### Blocks\n\n"
    for blocker in verdict.blockers:
        yield f"- {code(blocker.where)}: {prose(blocker.problem)}<br>What to do: {prose(blocker.hint)}\n"
    for title, select in SECTIONS:
        yield from _section(title, select(verdict), verdict)
    if verdict.removed:
        yield "\n### Removed builders\n\n"
    for id in verdict.removed:
        yield f"- {code(id)}\n"
    if verdict.subjects:
        yield "\n| Builder | Score |\n|---|---|\n"
    for id, former, change in scores(verdict):
        was = f"<br>was {code(former, in_table=True)}" if former else ""
        yield f"| {code(id, in_table=True)}{was} | {prose(change)} |\n"


def _section(title: str, changes: Sequence[FindingChange], verdict: Verdict) -> Iterator[str]:
    if not changes:
        return
    if changes is verdict.remaining:
        # One block, so that truncation cannot cut off the closing tag.
        lines = "\n".join(_finding(change, verdict) for change in changes)
        yield f"\n<details><summary>{title} ({len(changes)})</summary>\n\n{lines}\n\n</details>\n"
        return
    yield f"\n### {title} ({len(changes)})\n\n"
    for change in changes:
        yield _finding(change, verdict) + "\n"


def _finding(change: FindingChange, verdict: Verdict) -> str:
    finding, rule = change.shown.finding, change.rule
    scenario = f", scenario {code(shown_scenario(finding))}" if finding.scenario else ""
    head = f"- **{prose(f'{rule.id} {rule.slug}')}** {prose(remark(change, verdict))} at {code(str(finding.place))}"
    parts = [head + scenario, prose(finding.message)]
    if finding.hint and change in verdict.new:
        parts.append(f"What to do: {prose(finding.hint)}")
    if finding.waiver is not None and change in verdict.waived:
        parts.append(f"Waived: {prose(finding.waiver)}")
    if change in verdict.not_judged:
        parts.append(f"*{prose(why_not_judged(change))}*")
    return "<br>".join(parts)
