"""Several environments beside each other as Markdown: a table, and the findings that are not in all of them."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.reports.environments.wording import (
    card_text,
    described,
    elsewhere,
    grouped,
    own_behaviour,
    titles,
    totals,
)
from cursus_tester.reports.formats.markdown import render_markdown
from cursus_tester.reports.rendering import FOR_A_FILE, Detail, RenderOptions
from cursus_tester.reports.text.markdown import code, prose
from cursus_tester.results.side_by_side import PartialFinding, SideBySide


def render_environments_markdown(found: SideBySide, options: RenderOptions = FOR_A_FILE) -> str:
    """Return the comparison as Markdown, with the report of each environment behind it unless it is to be brief."""
    lines = list(_lines(found))
    for each in found.environments if options.detail is not Detail.BRIEF else ():
        if each.report is not None:
            summary = f"<details><summary>{prose(described(each))}</summary>"
            lines += ["", summary, "", render_markdown(each.report, options).rstrip("\n"), "", "</details>"]
    return "\n".join(lines) + "\n"


def _lines(found: SideBySide) -> Iterator[str]:
    names = titles(found)
    yield f"## Side by side: {prose(totals(found))}"
    yield ""
    for each in found.environments:
        yield f"- {prose(described(each))}"
        said = each.said if each.report is None else own_behaviour(each)
        yield from (f"  - {prose(line)}" for line in said)
    yield from ("", f"| Builder | {' | '.join(map(prose, names))} |", f"|---|{'---:|' * len(names)}")
    for row in found.rows:
        yield f"| {code(row.subject.id, in_table=True)} | {' | '.join(map(card_text, row.cards))} |"
    some = grouped(found)
    if some:
        yield from ("", "### Not in all environments", "")
    for partial, more in some:
        yield _finding(partial, more, names)


def _finding(partial: PartialFinding, more: int, names: tuple[str, ...]) -> str:
    shown, where = partial.shown, ", ".join(names[index] for index in partial.present)
    return "<br>".join(
        (
            f"- **{prose(f'{shown.rule.id} {shown.rule.slug}')}** {shown.rule.severity.value}, only with "
            f"{prose(where)}: {code(shown.subject.id)}, at {code(str(shown.finding.place))}",
            prose(shown.finding.message + (f" (and {more} more)" if more else "")),
            f"*{prose(elsewhere(partial, names))}*",
        )
    )
