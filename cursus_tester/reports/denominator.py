"""Count the rules that ran and that did not, with the reasons. Every format shows these numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from cursus_tester.results.outcome import FOR_OTHER_STEP_TYPES, Outcome, OutcomeKind
from cursus_tester.results.report import Report

#: Outcomes of rules that did not run.
NOT_RUN = (OutcomeKind.BLOCKED, OutcomeKind.NOT_APPLICABLE)
#: Outcomes of rules that ran, or crashed.
RAN = tuple(kind for kind in OutcomeKind if kind not in NOT_RUN)


def rules_run(counts: Mapping[OutcomeKind, int]) -> int:
    """Return how many rules ran, whatever their outcome."""
    return sum(counts[kind] for kind in RAN)


def rules_not_run(counts: Mapping[OutcomeKind, int]) -> int:
    """Return how many rules did not run: not applicable, or blocked by the builder."""
    return sum(counts[kind] for kind in NOT_RUN)


def reasons_not_run(report: Report) -> tuple[tuple[OutcomeKind, str, int], ...]:
    """Return why rules did not run, as (kind, reason, how many), the most frequent first.

    Rules for other step types are one reason, whatever the subjects make.
    """
    found = Counter((outcome.kind, _reason(outcome)) for outcome in _outcomes(report) if outcome.kind in NOT_RUN)
    return tuple(
        (kind, reason, count)
        for (kind, reason), count in sorted(
            found.items(), key=lambda entry: (-entry[1], NOT_RUN.index(entry[0][0]), entry[0][1])
        )
    )


def _reason(outcome: Outcome) -> str:
    if outcome.is_for_other_step_types:
        return FOR_OTHER_STEP_TYPES
    return outcome.reason or "no reason given"


def _outcomes(report: Report) -> Iterable[Outcome]:
    return (outcome for card in report.scorecards for outcome in card.outcomes)
