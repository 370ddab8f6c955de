"""What a check came to, and the form in which it is kept: an outcome that many builders have is kept once."""

from __future__ import annotations

from collections.abc import Iterable
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
class PackedCards:
    """Scorecards as JSON takes them."""

    rules: tuple[RuleInfo, ...]
    #: Distinct ones.
    outcomes: tuple[_PackedOutcome, ...]
    cards: tuple[_PackedCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedRun:
    """A `KeptRun` as JSON takes it."""

    #: Its report has no scorecards.
    run: KeptRun
    cards: PackedCards


def packed(run: KeptRun) -> PackedRun:
    """Pack a run."""
    cards = pack_cards(run.report.scorecards)
    return PackedRun(run=replace(run, report=replace(run.report, scorecards=())), cards=cards)


def pack_cards(scorecards: Iterable[Scorecard]) -> PackedCards:
    """Pack scorecards."""
    rules: dict[RuleInfo, int] = {}
    #: Outcomes by identity: those without findings are shared (`cursus_tester.run.judging`).
    known: dict[int, int] = {}
    #: Of outcomes without findings, which many builders share.
    shared: dict[tuple[int, OutcomeKind, str | None, bool], int] = {}
    outcomes: list[_PackedOutcome] = []

    def index_of(outcome: Outcome) -> int:
        rule = rules.setdefault(outcome.rule, len(rules))
        key = (rule, outcome.kind, outcome.reason, outcome.known)
        if not outcome.findings and key in shared:
            return shared[key]
        outcomes.append(
            _PackedOutcome(
                rule=rule, kind=outcome.kind, reason=outcome.reason, findings=outcome.findings, known=outcome.known
            )
        )
        if not outcome.findings:
            shared[key] = len(outcomes) - 1
        return len(outcomes) - 1

    cards = []
    kept = tuple(scorecards)
    for card in kept:
        indexes = []
        for outcome in card.outcomes:
            index = known.get(id(outcome))
            if index is None:
                index = known[id(outcome)] = index_of(outcome)
            indexes.append(index)
        cards.append(_PackedCard(card=replace(card, outcomes=()), outcomes=tuple(indexes)))
    return PackedCards(rules=tuple(rules), outcomes=tuple(outcomes), cards=tuple(cards))


def unpacked(packed: PackedRun) -> KeptRun:
    """The run that was packed.

    Raises:
        IndexError: It was packed by something else.
    """
    return replace(packed.run, report=replace(packed.run.report, scorecards=unpack_cards(packed.cards)))


def unpack_cards(packed: PackedCards) -> tuple[Scorecard, ...]:
    """The scorecards that were packed.

    Raises:
        IndexError: They were packed by something else.
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
    return tuple(
        replace(each.card, outcomes=tuple(outcomes[index] for index in each.outcomes)) for each in packed.cards
    )
