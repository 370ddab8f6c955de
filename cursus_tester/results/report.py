"""Everything that one run found out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from cursus_tester.results.outcome import Outcome, OutcomeKind, by_cause
from cursus_tester.results.rule import FailOn, Severity
from cursus_tester.results.scorecard import Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All scorecards in numbers."""

    subjects: int
    #: How many outcomes of each kind; every kind is a key.
    counts: Mapping[OutcomeKind, int]
    #: How many things block: findings, and rules that a builder kept from looking (`Outcome.blocking`).
    blocking: int
    #: How many of these are such rules.
    unjudged: int = 0
    #: Rules of this severity or worse block; ``None``: none do.
    fail_on: Severity | None = Severity.ERROR
    #: Mean of the scores of the subjects that are rated; ``None`` when none is.
    score: float | None
    rating: str | None
    #: How many subjects are not rated.
    not_rated: int = 0
    #: How much of what was planned is missing: `Report.not_judged` and `Report.unread`.
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of the parts that a run is split into, to be merged again."""

    #: 1 to `count`.
    index: int
    count: int

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything one run found out."""

    tool_version: str
    #: The installed SageMaker SDK; ``None`` when it is not installed.
    sdk_version: str | None
    #: Sorted by subject id.
    scorecards: tuple[Scorecard, ...]
    summary: Summary
    #: Which part of a run it is; ``None``: all of it.
    shard: Shard | None = None
    #: What is amiss with waivers, one message each, with the way out: every format shows them.
    notes: tuple[str, ...] = ()
    #: Ids of the subjects that an interrupted run did not come to, sorted.
    not_judged: tuple[str, ...] = ()
    #: What could not be looked at, such as files that cannot be read: one message each, with the way out.
    unread: tuple[str, ...] = ()
    #: The lines of the files that findings are in, by path, for renderers that show an excerpt.
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether all that was planned was judged."""
        return not self.not_judged and not self.unread

    def without(self, not_judged: Iterable[str], unread: Iterable[str]) -> Report:
        """The report as one that lacks some of what was planned; it has no rating then, which would speak for all."""
        gone, problems = tuple(sorted(set(not_judged))), tuple(dict.fromkeys(unread))
        missing = len(gone) + len(problems)
        summary = replace(self.summary, missing=missing, rating=None if missing else self.summary.rating)
        return replace(self, not_judged=gone, unread=problems, summary=summary)

    def raise_for_findings(self, fail_on: FailOn | str | None = None) -> None:
        """Raise unless all was judged, no rule crashed, and none of a severity that counts failed or was blocked.

        Args:
            fail_on: What counts: ``"error"``, ``"warning"`` or ``"never"``; ``None``: as `Summary.fail_on` says.

        Raises:
            ConformanceError: Its text names each finding: rule, place, what was found, what to do.
            ValueError: `fail_on` is none of these.
        """
        __tracebackhide__ = True  # For pytest: what matters is who called it.
        least = FailOn(fail_on).severity if fail_on is not None else self.summary.fail_on
        against = [
            (card, outcome)
            for card in self.scorecards
            for outcome in card.outcomes
            if outcome.blocks(least) or outcome.kind is OutcomeKind.ERROR
        ]
        if against:
            raise ConformanceError("\n".join(_told(against)), self)
        if not self.is_complete:
            raise ConformanceError("\n".join(map(_plain, (*self.unread, *_not_judged(self)))), self)
        if not any(
            outcome.kind is not OutcomeKind.NOT_APPLICABLE for card in self.scorecards for outcome in card.outcomes
        ):
            raise ConformanceError("\n".join(_nothing_tested(self)), self)


class ConformanceError(AssertionError):
    """A builder does not conform, or nothing shows that it does; `report` says all that is known."""

    def __init__(self, text: str, report: Report | None = None) -> None:
        super().__init__(text)
        self.report = report


class ConformanceWarning(UserWarning):
    """In a pytest run: something is amiss that makes no test fail."""


def _not_judged(report: Report) -> Iterator[str]:
    return (f"{id} was not judged: the run was interrupted" for id in report.not_judged)


def _told(against: Sequence[tuple[Scorecard, Outcome]]) -> Iterator[str]:
    """Lines on outcomes, subject by subject: what was found, then what could not be judged, by reason."""
    for subject, group in groupby(against, key=lambda each: each[0].subject.id):
        outcomes = [outcome for _, outcome in group]
        failed = [each for each in outcomes if each.kind is OutcomeKind.FAILED]
        yield _plain(f"{subject} does not conform" if failed else f"{subject} could not be judged")
        for each in failed:
            yield from _findings(each)
        for reason, members in by_cause(each for each in outcomes if each.kind is not OutcomeKind.FAILED):
            yield _plain(f"  {', '.join(each.rule.id for each in members)} could not be judged: {reason}")


def _findings(outcome: Outcome) -> Iterator[str]:
    rule = outcome.rule
    named = f"  {rule.id} {rule.slug} ({rule.severity.value})"
    if not outcome.findings:
        yield f"{named}: failed"
    for finding in outcome.findings:
        if finding.counts:
            scenario = f", scenario {finding.scenario}" if finding.scenario else ""
            yield _plain(f"{named} at {finding.place}{scenario}")
            yield _plain(f"    {finding.message}")
            if finding.hint:
                yield _plain(f"    what to do: {finding.hint}")


def _nothing_tested(report: Report) -> Iterator[str]:
    yield "nothing was tested: no rule ran"
    outcomes = [outcome for card in report.scorecards for outcome in card.outcomes]
    by_reason = sorted(outcomes, key=lambda each: (each.reason or "", each.rule.id))
    for reason, members in groupby(by_reason, key=lambda each: each.reason):
        yield _plain(f"  {', '.join(dict.fromkeys(each.rule.id for each in members))}: {reason}")


def _plain(text: str) -> str:
    """`text` with control characters escaped: names and messages come from the code under test."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)
