"""Phrases that all formats of a verdict use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cursus_tester.reports.text.wording import number, rated_text
from cursus_tester.results.difference import Change, FindingChange
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.verdict import Extent, Verdict

#: The sections of findings, in the order in which formats show them.
SECTIONS: Sequence[tuple[str, Callable[[Verdict], Sequence[FindingChange]]]] = (
    ("New", lambda verdict: verdict.new),
    ("Waived by this change", lambda verdict: verdict.waived),
    ("Fixed", lambda verdict: verdict.fixed),
    ("No longer judged", lambda verdict: verdict.not_judged),
    ("Remaining", lambda verdict: verdict.remaining),
)


def headline(verdict: Verdict) -> str:
    """The verdict in one line."""
    if verdict.problems:
        blocked = f"; {number(verdict.blocks, 'problem')} found so far would block" if verdict.blocks else ""
        return f"undecided: the run is incomplete{blocked}"
    if verdict.blocks:
        return f"blocked by {' and '.join(_what_blocks(verdict))}"
    if not verdict.extent.affected and not verdict.removed:
        return "passed: no builder depends on the changed files, so none was checked"
    if verdict.new:
        return f"passed: {number(len(verdict.new), 'new finding')}, none of which blocks"
    return "passed: nothing got worse"


def _what_blocks(verdict: Verdict) -> Iterator[str]:
    if verdict.blocking:
        yield number(len(verdict.blocking), "new finding")
    if verdict.blockers:
        yield number(len(verdict.blockers), "other problem" if verdict.blocking else "problem")


def extent_text(extent: Extent) -> str:
    """How much was compared."""
    files = f"{number(extent.files, 'file')} differ{'s' if extent.files == 1 else ''}"
    return f"{files}; builders that are new or depend on that: {extent.affected} of {extent.builders}"


def scores(verdict: Verdict) -> Iterator[tuple[str, str, str]]:
    """Each compared builder, with its former id where that differs, and its scores."""
    for subject in verdict.subjects:
        before = rated_text(subject.before) if subject.before else "new"
        after = rated_text(subject.after) if subject.after else "removed"
        yield subject.id, subject.former_id or "", before if before == after else f"{before} → {after}"


def remark(change: FindingChange, verdict: Verdict) -> str:
    """What a finding counts as."""
    severity = change.rule.severity.value
    if change in verdict.new:
        weight = f"{severity}, blocks" if change in verdict.blocking else f"{severity}, does not block"
        return f"{weight}; {history}" if (history := _history(change)) else weight
    return severity


def _history(change: FindingChange) -> str:
    """Why a finding counts as new although it may be old; empty for no reason."""
    if change.change is Change.UNCHANGED:
        return "was waived"
    other = change.other_outcome
    if other is not None and other.kind is OutcomeKind.BLOCKED:
        return "could not be judged before"
    return ""
