"""One outcome as plain text with an excerpt of the source, for failed tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cursus_tester.reports.order import by_place, shown_scenario
from cursus_tester.reports.text.plain import visible
from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.subject import Place

#: Lines of source shown before and after the line of a finding.
_CONTEXT = 2


def render_outcome(outcome: Outcome, sources: Mapping[str, Sequence[str]]) -> str:
    """Return the findings with what to do, or why the rule could not run.

    Args:
        outcome: A failed, blocked or crashed rule, or one that passed although it is waived.
        sources: Lines of files, by path, as `Report.sources` has them.
    """
    rule = outcome.rule
    lines: list[str] = []
    for finding in sorted(outcome.findings, key=by_place):
        lines += [*_finding(finding, sources), ""]
    if not lines:
        lines = [visible(without_finding(outcome)), ""]
    lines.append(f"{rule.id} {rule.slug}, {rule.severity.value}: {rule.title}")
    lines.append(f"for details run: cursus-tester explain {rule.id}")
    return "\n".join(lines)


def without_finding(outcome: Outcome) -> str:
    """One line for an outcome without findings."""
    said = {
        OutcomeKind.BLOCKED: "blocked: ",
        OutcomeKind.UNEXPECTED_PASS: "passed unexpectedly: ",
    }
    return f"{said.get(outcome.kind, '')}{outcome.reason or 'failed'}"


def _finding(finding: Finding, sources: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield visible(finding.message)
    scenario = shown_scenario(finding)
    yield visible(f"{finding.place}" + (f", scenario {scenario}" if scenario else ""))
    yield from _excerpt(finding.place, sources.get(finding.place.path, ()))
    if finding.is_accepted:
        yield visible(f"does not block: {finding.waiver or 'in the baseline'}")
    if finding.explained_by is not None:
        yield visible(f"does not block: explained by {finding.explained_by.rule}")
    if finding.hint:
        yield visible(f"what to do: {finding.hint}")


def _excerpt(place: Place, lines: Sequence[str]) -> Iterator[str]:
    """The line at a place with the lines around it, numbered; nothing where the file has no such line."""
    if not 0 < place.line <= len(lines):
        return
    first, last = max(1, place.line - _CONTEXT), min(len(lines), place.line + _CONTEXT)
    width = len(str(last))
    for number in range(first, last + 1):
        mark = ">" if number == place.line else " "
        yield visible(f"{mark} {number:>{width}} | {lines[number - 1].expandtabs(4)}".rstrip())
