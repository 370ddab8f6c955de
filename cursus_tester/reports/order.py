"""Sort keys, so that every format shows everything in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.reported_findings import by_place as by_place
from cursus_tester.results.rule import Level, RuleInfo, by_group
from cursus_tester.results.scorecard import Scorecard

_MAY_BLOCK = (OutcomeKind.FAILED, OutcomeKind.BLOCKED)


def by_subject(card: Scorecard) -> str:
    """Sort scorecards by the id of their subject."""
    return card.subject.id


def worst_first(report: Report) -> list[Scorecard]:
    """The scorecards: those that block, then those with the lowest score, then by the id of their subject."""

    def badness(card: Scorecard) -> tuple[bool, float, str]:
        telling = (outcome for outcome in card.outcomes if outcome.kind in _MAY_BLOCK)
        blocks = any(outcome.blocks(report.summary.fail_on) for outcome in telling)
        return not blocks, card.score if card.score is not None else 0.0, by_subject(card)

    return sorted(report.scorecards, key=badness)


def by_rule(outcome: Outcome) -> str:
    """Sort outcomes by the id of their rule."""
    return outcome.rule.id


def rules_of(report: Report) -> tuple[RuleInfo, ...]:
    """The rules that have an outcome in the report, each once, sorted by id."""
    found = {outcome.rule.id: outcome.rule for card in report.scorecards for outcome in card.outcomes}
    return tuple(found[id] for id in sorted(found))


def grouped(rules: Sequence[RuleInfo]) -> list[tuple[str, list[RuleInfo]]]:
    """The rules below what they apply to, those for all step types first; each group by level and id."""
    levels = list(Level)
    ordered = sorted(rules, key=lambda rule: (by_group(rule.applies_to), levels.index(rule.level), rule.id))
    return [(group, list(members)) for group, members in groupby(ordered, key=lambda rule: rule.applies_to)]


def shown_scenario(finding: Finding) -> str:
    """The scenarios of a finding in one phrase, such as ``baseline and 27 more``; empty without scenario."""
    if finding.scenario is None:
        return ""
    more = f" and {finding.more_scenarios} more" if finding.more_scenarios else ""
    return finding.scenario + more
