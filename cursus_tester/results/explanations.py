"""One cause, one finding: which findings only repeat what a finding of another rule says already.

A rule names the rules whose findings can explain its own, or whose findings its own can explain. One of its findings
is explained while a finding of such a
rule has the same cause, is found in all scenarios in which the explained one is, and is neither waived nor in the
baseline. An explained finding does not count, and is shown with the one that explains it; its rule stays failed. Once
the other is waived or corrected and it is still there, it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cursus_tester.results.finding import Explanation, Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.rule import RuleInfo


def with_explanations(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes of one subject with the findings that are explained marked; others lose an earlier mark."""
    with_findings = [outcome for outcome in outcomes if outcome.findings]
    if not any(each.cause or each.explained_by for outcome in with_findings for each in outcome.findings):
        return tuple(outcomes)
    open_findings = [
        (outcome.rule, each)
        for outcome in with_findings
        if outcome.kind is OutcomeKind.FAILED
        for each in outcome.findings
        if not each.is_accepted
    ]
    return tuple(
        replace(outcome, findings=tuple(_explained(each, outcome, open_findings) for each in outcome.findings))
        if any(each.cause or each.explained_by for each in outcome.findings)
        else outcome
        for outcome in outcomes
    )


#: Findings that no decision accepts, each with its rule.
_Open = list[tuple[RuleInfo, Finding]]


def _explained(finding: Finding, outcome: Outcome, open_findings: _Open) -> Finding:
    if outcome.kind is not OutcomeKind.FAILED or finding.is_accepted:
        return replace(finding, explained_by=None)
    first = _first(finding, outcome.rule, open_findings)
    return replace(
        finding, explained_by=Explanation(rule=first[0].id, fingerprint=first[1].fingerprint) if first else None
    )


def _first(finding: Finding, rule: RuleInfo, open_findings: _Open) -> tuple[RuleInfo, Finding] | None:
    """The finding that explains this one and is itself explained by none; rules form no circle (`load_rules`)."""
    for other_rule, other in open_findings:
        if other_rule.can_explain(rule) and _explains(other, finding):
            return _first(other, other_rule, open_findings) or (other_rule, other)
    return None


def _explains(one: Finding, other: Finding) -> bool:
    if not other.cause or one.cause != other.cause:
        return False
    is_always_there = one.reach is None
    return is_always_there or (bool(other.scenarios) and not other.beyond(one.reach))
