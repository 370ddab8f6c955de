"""What a check came to, and the form in which it is kept: an outcome that many builders have is kept once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import RuleInfo
from cursus_tester.results.scorecard import Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRun:
    """What a check came to, and what it was asked for."""

    report: Report
    #: The day by which waivers were judged.
    today: str
    #: The reports to write, as ``FORMAT`` or ``FORMAT=FILE``.
    formats: tuple[str, ...]
    #: Why it proves less than it should: one message each.
    shortcomings: tuple[str, ...]
    #: Which builders have a lower score than they have to have: one message each.
    low: tuple[str, ...]
    #: What is said before a run, such as which files are not run: one message each.
    announced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _PackedOutcome:
    #: An index of the rules.
    rule: int
    kind: OutcomeKind
    reason: str | None
    findings: tuple[Finding, ...]
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _PackedCard:
    #: Without its outcomes.
    card: Scorecard
    #: Indexes of the outcomes.
    outcomes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedRun:
    """A `KeptRun` as JSON takes it."""

    #: Its report has no scorecards.
    run: KeptRun
    rules: tuple[RuleInfo, ...]
    #: Distinct ones.
    outcomes: tuple[_PackedOutcome, ...]
    cards: tuple[_PackedCard, ...]


def packed(run: KeptRun) -> PackedRun:
    """Pack a run."""
    rules: dict[RuleInfo, int] = {}
    #: Of outcomes without findings, which many builders share.
    shared: dict[tuple[int, OutcomeKind, str | None, bool], int] = {}
    outcomes: list[_PackedOutcome] = []
    cards = []
    for card in run.report.scorecards:
        indexes = []
        for outcome in card.outcomes:
            rule = rules.setdefault(outcome.rule, len(rules))
            key = (rule, outcome.kind, outcome.reason, outcome.known)
            index = shared.get(key) if not outcome.findings else None
            if index is None:
                index = len(outcomes)
                outcomes.append(
                    _PackedOutcome(
                        rule=rule,
                        kind=outcome.kind,
                        reason=outcome.reason,
                        findings=outcome.findings,
                        known=outcome.known,
                    )
                )
                if not outcome.findings:
                    shared[key] = index
            indexes.append(index)
        cards.append(_PackedCard(card=replace(card, outcomes=()), outcomes=tuple(indexes)))
    return PackedRun(
        run=replace(run, report=replace(run.report, scorecards=())),
        rules=tuple(rules),
        outcomes=tuple(outcomes),
        cards=tuple(cards),
    )


def unpacked(packed: PackedRun) -> KeptRun:
    """The run that was packed.

    Raises:
        IndexError: It was packed by something else.
    """
    outcomes = [
        Outcome(
            rule=packed.rules[each.rule],
            kind=each.kind,
            reason=each.reason,
            findings=each.findings,
            known=each.known,
        )
        for each in packed.outcomes
    ]
    cards = tuple(
        replace(each.card, outcomes=tuple(outcomes[index] for index in each.outcomes)) for each in packed.cards
    )
    return replace(packed.run, report=replace(packed.run.report, scorecards=cards))
