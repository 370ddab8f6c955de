"""What changed between two reports: subjects, findings, scores.

A subject is the same where its id is; else where it moved to another file under its name, or was renamed in its file,
or was both and still has the very same config and findings. Findings of a subject are the same where rule and
fingerprint are (`cursus_tester.decisions.fingerprints`).
"""

from __future__ import annotations

import enum
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from cursus_tester.results.matching import match
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import ReportedFinding, by_place, reported_findings
from cursus_tester.results.rule import RuleInfo, Severity
from cursus_tester.results.scorecard import Scorecard


class Change(enum.Enum):
    """What became of a finding."""

    NEW = "new"
    FIXED = "fixed"
    UNCHANGED = "unchanged"
    #: It is no longer shown and not fixed either: its rule, or its subject, was not judged in the second report.
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChange:
    """A finding, before and after."""

    change: Change
    #: ``None``: new.
    before: ReportedFinding | None
    #: ``None``: fixed or not judged.
    after: ReportedFinding | None
    #: What its rule says of its subject in the other report, where only one has it; ``None``: nothing.
    other_outcome: Outcome | None = None

    @property
    def shown(self) -> ReportedFinding:
        """The later of the two."""
        reported = self.after or self.before
        assert reported is not None
        return reported

    @property
    def rule(self) -> RuleInfo:
        """The rule that found it."""
        return self.shown.outcome.rule


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectChange:
    """A subject, before and after; one of the two is there."""

    before: Scorecard | None
    after: Scorecard | None
    #: Sorted by rule, then by place.
    findings: tuple[FindingChange, ...]

    @property
    def id(self) -> str:
        """The later id."""
        card = self.after or self.before
        assert card is not None
        return card.subject.id

    @property
    def former_id(self) -> str | None:
        """The earlier id, where it was another."""
        if self.before is None or self.after is None or self.before.subject.id == self.after.subject.id:
            return None
        return self.before.subject.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed between two reports."""

    before: Report
    after: Report
    #: Sorted by id.
    subjects: tuple[SubjectChange, ...]

    def findings(self, change: Change) -> tuple[FindingChange, ...]:
        """The findings that changed so, by subject, rule and place."""
        return tuple(each for subject in self.subjects for each in subject.findings if each.change is change)


def compare(before: Report, after: Report) -> Difference:
    """Return what changed from `before` to `after`."""
    pairs = _pair_subjects(before.scorecards, after.scorecards)
    changes = [compare_subject(old, new) for old, new in pairs]
    return Difference(before=before, after=after, subjects=tuple(sorted(changes, key=lambda change: change.id)))


def compare_subject(before: Scorecard | None, after: Scorecard | None) -> SubjectChange:
    """Return what became of one subject; one of its two scorecards is there."""
    return SubjectChange(before=before, after=after, findings=tuple(_compare_findings(before, after)))


_Pair = tuple[Scorecard | None, Scorecard | None]


def _pair_subjects(before: Sequence[Scorecard], after: Sequence[Scorecard]) -> list[_Pair]:
    """Every scorecard of both, with its counterpart where there is one."""
    matching = match(before, after, ((key, key) for key in (_id, _name, _path, _likeness)))
    return [*matching.pairs, *((old, None) for old in matching.gone), *((None, new) for new in matching.new)]


def _id(card: Scorecard) -> Hashable:
    return card.subject.id


def _name(card: Scorecard) -> Hashable | None:
    return card.subject.name or None


def _path(card: Scorecard) -> Hashable:
    return card.subject.place.path


def _likeness(card: Scorecard) -> Hashable | None:
    """What a builder keeps under another name in another file; nothing where that would say too little."""
    found = frozenset(
        _identity(each) for each in reported_findings(card) if each.outcome.rule.severity is not Severity.INFO
    )
    if not found or not card.exhibits:
        return None
    config = repr(sorted(card.exhibits[0].config.items()))
    return card.step_type, card.framework, card.pattern, config, found


def _compare_findings(old: Scorecard | None, new: Scorecard | None) -> Iterator[FindingChange]:
    pairs = _pair_findings(reported_findings(old) if old else (), reported_findings(new) if new else ())
    changes = [_finding_change(before, after, old, new) for before, after in pairs]
    return iter(sorted(changes, key=lambda each: (each.rule.id, by_place(each.shown.finding), each.change.value)))


def _pair_findings(
    before: Sequence[ReportedFinding], after: Sequence[ReportedFinding]
) -> Iterator[tuple[ReportedFinding | None, ReportedFinding | None]]:
    waiting: dict[Hashable, list[ReportedFinding]] = {}
    for each in before:
        waiting.setdefault(_identity(each), []).append(each)
    for each in after:
        alike = waiting.get(_identity(each))
        if not alike:
            yield None, each
            continue
        # In scenarios that did not show it before, it is new.
        more = each.finding.beyond(alike[0].finding.reach)
        rest = tuple(name for name in each.finding.scenarios if name not in more)
        if more:
            yield None, replace(each, finding=each.finding.within(more))
        if rest or not more:
            yield alike.pop(0), replace(each, finding=each.finding.within(rest)) if more else each
    yield from ((each, None) for left in waiting.values() for each in left)


def _identity(reported: ReportedFinding) -> Hashable:
    """A finding that stands for a failed rule has no fingerprint."""
    return reported.outcome.rule.lasting_id, reported.finding.fingerprint or reported.finding.message


def _finding_change(
    before: ReportedFinding | None, after: ReportedFinding | None, old: Scorecard | None, new: Scorecard | None
) -> FindingChange:
    if before is not None and after is not None:
        return FindingChange(change=Change.UNCHANGED, before=before, after=after)
    if after is not None:
        return FindingChange(
            change=Change.NEW, before=None, after=after, other_outcome=_outcome(old, after.outcome.rule)
        )
    assert before is not None
    outcome = _outcome(new, before.outcome.rule)
    judged = outcome is not None and outcome.kind in _JUDGED
    return FindingChange(
        change=Change.FIXED if judged else Change.NOT_JUDGED, before=before, after=None, other_outcome=outcome
    )


#: Outcomes of a rule that looked and would have shown what is there.
_JUDGED = frozenset({OutcomeKind.PASSED, OutcomeKind.FAILED, OutcomeKind.WAIVED, OutcomeKind.UNEXPECTED_PASS})


def _outcome(card: Scorecard | None, rule: RuleInfo) -> Outcome | None:
    if card is None:
        return None
    return next((outcome for outcome in card.outcomes if outcome.rule.lasting_id == rule.lasting_id), None)
