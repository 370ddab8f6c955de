"""From outcomes to scores, ratings and scorecards: pure arithmetic.

A score is 0 to 100, rounded down to one decimal: 100.0 is shown only where everything passed, and a score that is
shown never contradicts its rating.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from cursus_tester.results.explanations import with_explanations
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report, Summary
from cursus_tester.results.rule import Level, Severity
from cursus_tester.results.scorecard import Exhibit, LevelScore, Pattern, Scorecard
from cursus_tester.results.subject import Subject

#: What a level counts for in the overall score.
LEVEL_WEIGHTS: Mapping[Level, float] = {
    Level.INTERFACE: 1.0,
    Level.SPECIFICATION: 1.5,
    Level.STEP_CREATION: 2.0,
    Level.INTEGRATION: 2.5,
}

#: The outcomes that a level's score is a share of. A blocked rule counts: it is the builder that blocked it.
_DENOMINATOR = frozenset({OutcomeKind.PASSED, OutcomeKind.FAILED, OutcomeKind.ERROR, OutcomeKind.BLOCKED})

_NOT_PASSED = (OutcomeKind.FAILED, OutcomeKind.BLOCKED)

#: From the best down: the least score, and what it is called.
_RATINGS = ((90.0, "Excellent"), (80.0, "Good"), (70.0, "Satisfactory"), (60.0, "Needs Work"), (0.0, "Poor"))


def score_levels(outcomes: Iterable[Outcome]) -> dict[Level, LevelScore]:
    """Score each level; every level is a key, from interface to integration.

    A level's score is its passed rules' share of the passed, failed, blocked and crashed ones, by rule weight;
    ``None`` when none of these weighs anything.
    """
    by_level: dict[Level, list[Outcome]] = {level: [] for level in Level}
    for outcome in outcomes:
        by_level[outcome.rule.level].append(outcome)
    return {
        level: LevelScore(score=_share_passed(of_level), counts=count_kinds(of_level))
        for level, of_level in by_level.items()
    }


def overall(levels: Mapping[Level, LevelScore]) -> float | None:
    """Return the weighted mean of the levels that have a score, 0 to 100; ``None`` when none has."""
    scored = [(LEVEL_WEIGHTS[level], entry.score) for level, entry in levels.items() if entry.score is not None]
    if not scored:
        return None
    return _rounded_down(sum(weight * score for weight, score in scored) / sum(weight for weight, _ in scored))


def rating(score: float | None, outcomes: Iterable[Outcome]) -> str | None:
    """Return the word for a score; ``None`` for none.

    A failed or blocked rule of severity error keeps the rating from being Excellent, whatever the score.
    """
    if score is None:
        return None
    earned = next(name for least, name in _RATINGS if score >= least)
    return "Good" if earned == "Excellent" and any(map(_is_failed_error, outcomes)) else earned


def scorecard(
    subject: Subject,
    step_type: str | None,
    framework: str | None,
    pattern: Pattern,
    outcomes: Iterable[Outcome],
    exhibits: Sequence[Exhibit] = (),
    not_looked_at: str | None = None,
) -> Scorecard:
    """Sum one subject's outcomes up; `not_looked_at` says what of it was not looked at whatever the rules said."""
    in_order = tuple(sorted(outcomes, key=lambda outcome: outcome.rule.id))
    levels = score_levels(in_order)
    score = overall(levels)
    not_rated = why_not_rated(score, in_order, not_looked_at)
    return Scorecard(
        subject=subject,
        step_type=step_type,
        framework=framework,
        pattern=pattern,
        outcomes=in_order,
        levels=levels,
        score=score,
        rating=rating(score, in_order) if not_rated is None else None,
        not_rated=not_rated,
        not_looked_at=not_looked_at,
        exhibits=tuple(exhibits),
    )


def why_not_rated(score: float | None, outcomes: Iterable[Outcome], not_looked_at: str | None) -> str | None:
    """Why a subject has no rating, in words; ``None`` where it has one.

    A rating speaks for the whole subject: it has none where that was only read, where nothing knows its step type,
    where it kept a rule from looking, and where no rule ran that weighs anything.
    """
    blocked = sum(outcome.kind is OutcomeKind.BLOCKED for outcome in outcomes)
    reasons = [not_looked_at] if not_looked_at else []
    reasons += [f"{blocked} rule{'s' if blocked != 1 else ''} could not be judged"] if blocked else []
    if not reasons and score is None:
        reasons = ["no rule ran that counts"]
    return "; ".join(reasons) or None


def rescored(card: Scorecard, outcomes: Iterable[Outcome]) -> Scorecard:
    """Return `card` with these outcomes in place of its own."""
    return scorecard(
        subject=card.subject,
        step_type=card.step_type,
        framework=card.framework,
        pattern=card.pattern,
        outcomes=outcomes,
        exhibits=card.exhibits,
        not_looked_at=card.not_looked_at,
    )


def summarize(scorecards: Sequence[Scorecard], *, fail_on: Severity | None = Severity.ERROR) -> Summary:
    """Sum all scorecards up; rules of severity `fail_on` or worse block, with ``None`` none does."""
    outcomes = tuple(chain.from_iterable(card.outcomes for card in scorecards))
    # All that blocks or lowers a rating is among these, and they are few.
    telling = [outcome for outcome in outcomes if outcome.kind in _NOT_PASSED]
    scores = [card.score for card in scorecards if card.score is not None and card.not_rated is None]
    score = _rounded_down(sum(scores) / len(scores)) if scores else None
    return Summary(
        subjects=len(scorecards),
        counts=count_kinds(outcomes),
        blocking=sum(outcome.blocking(fail_on) for outcome in telling),
        unjudged=sum(outcome.kind is OutcomeKind.BLOCKED and outcome.blocks(fail_on) for outcome in telling),
        fail_on=fail_on,
        score=score,
        rating=rating(score, telling),
        not_rated=sum(card.not_rated is not None for card in scorecards),
    )


def narrowed(report: Report, keeps: Callable[[Subject, Outcome], bool]) -> Report:
    """Return `report` with the outcomes that `keeps` says, and its sums of these; subjects without any are left out."""
    cards = []
    for card in report.scorecards:
        # What a finding is explained by may be left out: it then counts itself.
        kept = with_explanations([outcome for outcome in card.outcomes if keeps(card.subject, outcome)])
        if kept:
            cards.append(rescored(card, kept))
    summary = summarize(cards, fail_on=report.summary.fail_on)
    return replace(report, scorecards=tuple(cards), summary=summary).without(report.not_judged, report.unread)


def count_kinds(outcomes: Iterable[Outcome]) -> dict[OutcomeKind, int]:
    """Return how many outcomes there are of each kind; every kind is a key."""
    kinds = [outcome.kind for outcome in outcomes]
    return {kind: kinds.count(kind) for kind in OutcomeKind}


def _share_passed(outcomes: Iterable[Outcome]) -> float | None:
    judged = [outcome for outcome in outcomes if outcome.kind in _DENOMINATOR]
    total = math.fsum(outcome.rule.weight for outcome in judged)
    if not total:
        return None
    passed = math.fsum(outcome.rule.weight for outcome in judged if outcome.kind is OutcomeKind.PASSED)
    return _rounded_down(100 * passed / total)


def _is_failed_error(outcome: Outcome) -> bool:
    return outcome.kind in _NOT_PASSED and outcome.rule.severity is Severity.ERROR


def _rounded_down(score: float) -> float:
    # Binary fractions fall short of round numbers (100 * 0.29 is 28.999…96): lift before flooring.
    return math.floor(score * 10 + 1e-6) / 10
