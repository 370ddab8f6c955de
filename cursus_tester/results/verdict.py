"""What a change makes worse: pure decisions on what was found before it and after it.

Old debt does not block, only what is new does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from cursus_tester.results.difference import Change, FindingChange, SubjectChange
from cursus_tester.results.finding import Explanation, Waiver
from cursus_tester.results.outcome import CAUSES, Outcome, OutcomeKind, by_cause
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Scorecard

#: What a rule says of a builder that is not as it should be.
_BAD = frozenset({OutcomeKind.FAILED, OutcomeKind.BLOCKED, OutcomeKind.ERROR})


#: Waivers, and messages about comments that are meant to be some; each begins with its place and a colon.
Waivers = tuple[Iterable[Waiver], Iterable[str]]
_Any = TypeVar("_Any")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What is let through."""

    #: New findings of rules of this severity or worse block; ``None``: none do.
    fail_on: Severity | None = Severity.ERROR
    #: By how many points of 100 a score may fall.
    max_drop: float
    #: The score that a new builder has to have; ``None``: any.
    min_score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much was compared."""

    #: Each revision in words.
    base: str
    head: str
    #: How many files differ.
    files: int
    #: How many builders are new or depend on these files, and how many there are.
    affected: int
    builders: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An import of a builder that is no longer there."""

    #: The builder's former id.
    builder: str
    path: str
    #: 1-based.
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """One thing that blocks and is no finding."""

    #: A builder's id, or a place.
    where: str
    #: What was found and what was expected.
    problem: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a change comes to. Findings are by builder, rule and place; notes of info rules are left out."""

    extent: Extent
    #: New and held against a builder.
    new: tuple[FindingChange, ...]
    #: Those of them that block.
    blocking: tuple[FindingChange, ...]
    blockers: tuple[Blocker, ...]
    fixed: tuple[FindingChange, ...]
    #: Were there before and still are.
    remaining: tuple[FindingChange, ...]
    #: A waiver of the change accepts them.
    waived: tuple[FindingChange, ...]
    #: Were there before; now their rule could not be judged.
    not_judged: tuple[FindingChange, ...]
    #: Every builder that was compared, sorted by id.
    subjects: tuple[SubjectChange, ...]
    #: Ids of builders that are gone, sorted.
    removed: tuple[str, ...]
    #: Why it is none that can be relied on: one message each, with the way out.
    problems: tuple[str, ...] = ()

    @property
    def blocks(self) -> int:
        """How many things block."""
        return len(self.blocking) + len(self.blockers)


def judge(
    extent: Extent,
    changes: Iterable[SubjectChange],
    thresholds: Thresholds,
    *,
    removed: Iterable[str] = (),
    problems: Iterable[str] = (),
    imports: Iterable[Import] = (),
    waivers: tuple[Waivers, Waivers] = (((), ()), ((), ())),
) -> Verdict:
    """Decide what blocks.

    Args:
        extent: What was compared.
        changes: The builders that are there after the change, each with its former self.
        thresholds: What is let through.
        removed: Ids of builders that are gone.
        problems: What was amiss with the run.
        imports: What still imports builders that are gone.
        waivers: Those of the base and those of the change; of either, what is wrong with some too.
    """
    subjects = tuple(sorted(changes, key=lambda each: each.id))
    findings = [each for subject in subjects for each in subject.findings if each.rule.severity is not Severity.INFO]
    new = [each for each in findings if _is_new(each)]
    blockers = [blocker for subject in subjects for blocker in _unjudged_blockers(subject, thresholds)]
    blockers += [blocker for subject in subjects for blocker in _score_blockers(subject, thresholds)]
    blockers += [_still_imported(each) for each in imports]
    blockers += _waiver_blockers(*waivers)
    return Verdict(
        extent=extent,
        new=tuple(new),
        blocking=tuple(each for each in new if _blocks(each, thresholds)),
        blockers=tuple(blockers),
        fixed=tuple(each for each in findings if each.change is Change.FIXED and not _is_explained(each)),
        remaining=tuple(each for each in findings if _is_open(each) and not _is_new(each)),
        waived=tuple(each for each in findings if _is_newly_waived(each)),
        not_judged=tuple(each for each in findings if each.change is Change.NOT_JUDGED and not _is_explained(each)),
        subjects=subjects,
        removed=tuple(sorted(removed)),
        problems=tuple(problems),
    )


def hidden(strict: Verdict, lenient: Verdict, altered: Sequence[str]) -> Iterator[Blocker]:
    """What blocks by the former settings and not by the altered ones.

    Args:
        strict: The verdict by the former settings.
        lenient: The verdict by the altered ones.
        altered: Their names.
    """
    settings = f"the change of the setting{'s' if len(altered) > 1 else ''} {', '.join(altered)}"
    hint = f"mend it, take {settings} back, or allow it with --allow-settings"
    blocking = set(map(_identity, lenient.blocking))
    findings = [each for each in strict.blocking if _identity(each) not in blocking]
    for each in findings:
        yield Blocker(
            where=str(each.shown.finding.place),
            problem=f"{each.rule.id} {each.rule.slug}, which {settings} hides: {each.shown.finding.message}",
            hint=hint,
        )
    told = {each.shown.subject.id for each in findings}
    for blocker in strict.blockers:
        if blocker not in lenient.blockers and blocker.where not in told:
            yield replace(blocker, problem=f"{blocker.problem}; {settings} hides this", hint=hint)


def _identity(change: FindingChange) -> Hashable:
    return change.shown.subject.id, change.rule.lasting_id, change.shown.finding.fingerprint


def _is_open(change: FindingChange) -> bool:
    """Whether it is held against the builder now, by itself and not with the finding that explains it."""
    return change.after is not None and change.after.is_open and not _is_explained(change)


def _is_explained(change: FindingChange) -> bool:
    return change.shown.finding.explained_by is not None


def _is_new(change: FindingChange) -> bool:
    """Whether it is held against the builder now and was not before, be it that a waiver was taken away.

    What was explained before was there with the finding that explained it.
    """
    return _is_open(change) and (change.before is None or not change.before.is_open)


def _is_newly_waived(change: FindingChange) -> bool:
    return change.after is not None and not change.after.is_open and (change.before is None or change.before.is_open)


def _blocks(change: FindingChange, thresholds: Thresholds) -> bool:
    return change.shown.outcome.blocks(thresholds.fail_on)


def newly_unjudged(before: Scorecard | None, after: Scorecard) -> tuple[Outcome, ...]:
    """The rules that a builder keeps from looking and that were not against it before, be they judged or waived."""
    was_bad = {outcome.rule.id for outcome in before.outcomes if _is_bad(outcome)} if before else set()
    blocked = (outcome for outcome in after.outcomes if outcome.kind is OutcomeKind.BLOCKED)
    return tuple(outcome for outcome in blocked if outcome.rule.id not in was_bad)


def _is_bad(outcome: Outcome) -> bool:
    return outcome.kind in _BAD and not outcome.is_accepted


def _unjudged_blockers(subject: SubjectChange, thresholds: Thresholds) -> Iterator[Blocker]:
    """What keeps rules from looking, where no new finding says it already."""
    if subject.after is None or _tells_new_cause(subject, thresholds):
        return
    now = "can no longer" if subject.before is not None else "cannot"
    counted = [each for each in newly_unjudged(subject.before, subject.after) if each.blocks(thresholds.fail_on)]
    for reason, group in by_cause(counted):
        rules = ", ".join(each.rule.id for each in group)
        yield Blocker(
            where=subject.id,
            problem=f"{rules} {now} be judged, which counts as failed: {reason}",
            hint="mend what keeps the builder from being judged",
        )


def _tells_new_cause(subject: SubjectChange, thresholds: Thresholds) -> bool:
    """Whether a new finding that blocks is, or explains, one that keeps rules from looking."""
    blocking = {
        Explanation(rule=each.rule.id, fingerprint=each.shown.finding.fingerprint)
        for each in subject.findings
        if _is_new(each) and _blocks(each, thresholds)
    }
    causes = [each.after for each in subject.findings if each.after and each.rule.id in CAUSES and each.after.is_open]
    return any(
        (each.finding.explained_by or Explanation(rule=each.rule.id, fingerprint=each.finding.fingerprint)) in blocking
        for each in causes
    )


def _score_blockers(subject: SubjectChange, thresholds: Thresholds) -> Iterable[Blocker]:
    before, after = subject.before, subject.after
    if after is None:
        return
    if before is None and thresholds.min_score is not None and after.not_rated is not None:
        yield Blocker(
            where=subject.id,
            problem=f"new and not rated, where --min-score asks for {thresholds.min_score:g}: {after.not_rated}",
            hint="make it one that can be judged, or leave it out (exclude)",
        )
        return
    if after.score is None:
        return
    if before is None:
        if thresholds.min_score is not None and after.score < thresholds.min_score:
            yield Blocker(
                where=subject.id,
                problem=f"new, with a score of {after.score:.1f}, below the {thresholds.min_score:g} of --min-score",
                hint="mend what its findings name",
            )
        return
    worse = _worse_rules(subject)
    if before.score is not None and before.score - after.score > thresholds.max_drop and worse:
        yield Blocker(
            where=subject.id,
            problem=f"the score fell from {before.score:.1f} to {after.score:.1f}, by more than the "
            f"{thresholds.max_drop:g} of --max-drop: {' and '.join(worse)}",
            hint="mend what the new findings name",
        )


def _worse_rules(subject: SubjectChange) -> list[str]:
    """What rules say ill of a builder and did not before, in words.

    Nothing, where a score fell because fewer rules apply.
    """
    before, after = subject.before, subject.after
    was_bad = {outcome.rule.lasting_id for outcome in before.outcomes if outcome.kind in _BAD} if before else set()
    worse = [outcome for outcome in after.outcomes if outcome.kind in _BAD] if after else []
    worse = [outcome for outcome in worse if outcome.rule.lasting_id not in was_bad]
    failed = [outcome.rule.id for outcome in worse if outcome.kind is OutcomeKind.FAILED]
    told = [f"{', '.join(failed)} now fail{'s' if len(failed) == 1 else ''}"] if failed else []
    others = len(worse) - len(failed)
    return told + ([f"{others} more cannot be judged" if failed else f"{others} cannot be judged"] if others else [])


def _still_imported(each: Import) -> Blocker:
    return Blocker(
        where=f"{each.path}:{each.line}",
        problem=f"imports {each.builder}, which is no longer there",
        hint="import it from where it is now, or take this import out too",
    )


def _waiver_blockers(before: Waivers, after: Waivers) -> Iterator[Blocker]:
    for waiver in _added(before[0], after[0], _decision):
        if waiver.expires is None:
            yield Blocker(
                where=waiver.origin,
                problem=f"a new waiver of {waiver.rule} without an end",
                hint="say until when, as expires = 2027-01-31",
            )
    for problem in _added(before[1], after[1], _without_place):
        where, _, said = problem.partition(": ")
        yield Blocker(where=where, problem=f"a new comment for a waiver; {said}", hint="complete it, or take it out")


def _added(before: Iterable[_Any], after: Iterable[_Any], identity: Callable[[_Any], Hashable]) -> Iterator[_Any]:
    """Those that are new, wherever they stand."""
    known = Counter(map(identity, before))
    for each in after:
        if known[identity(each)]:
            known[identity(each)] -= 1
        else:
            yield each


def _decision(waiver: Waiver) -> Hashable:
    return waiver.rule, waiver.builder, waiver.scenario, waiver.message, waiver.reason, waiver.expires


def _without_place(problem: str) -> Hashable:
    return problem.partition(": ")[2]
