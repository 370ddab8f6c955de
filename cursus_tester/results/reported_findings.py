"""The findings of a scorecard, each with its subject and outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cursus_tester.results.finding import Finding
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Summary
from cursus_tester.results.rule import RuleInfo
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFinding:
    """A finding with its outcome and subject."""

    subject: Subject
    outcome: Outcome
    finding: Finding
    #: The findings of other rules that only repeat it, by rule and place; `findings_to_show` sets it.
    explains: tuple[ReportedFinding, ...] = ()

    @property
    def rule(self) -> RuleInfo:
        """The rule that found it."""
        return self.outcome.rule

    @property
    def is_open(self) -> bool:
        """Whether it is held against the subject: neither waived, nor in the baseline, nor a mere note."""
        return self.outcome.kind is OutcomeKind.FAILED and not self.finding.is_accepted

    def blocks(self, summary: Summary) -> bool:
        """Whether it is one of the findings that `summary` counts as blocking."""
        return self.is_open and self.finding.counts and self.outcome.blocks(summary.fail_on)


def reported_findings(card: Scorecard) -> tuple[ReportedFinding, ...]:
    """The findings of a scorecard, sorted by rule and place; a failed rule that shows none counts as one."""
    # Of most outcomes there is nothing to show.
    telling = [outcome for outcome in card.outcomes if outcome.findings or outcome.kind is OutcomeKind.FAILED]
    return tuple(
        ReportedFinding(subject=card.subject, outcome=outcome, finding=finding)
        for outcome in sorted(telling, key=lambda outcome: outcome.rule.id)
        for finding in sorted(_findings(card, outcome), key=by_place)
    )


def findings_to_show(card: Scorecard) -> tuple[ReportedFinding, ...]:
    """The findings of a scorecard that say something of their own, each with those that it explains."""
    found = reported_findings(card)
    explained = [each for each in found if each.finding.explained_by is not None]
    if not explained:
        return found
    return tuple(
        replace(each, explains=tuple(other for other in explained if _explains(each, other)))
        for each in found
        if each.finding.explained_by is None
    )


def _explains(one: ReportedFinding, other: ReportedFinding) -> bool:
    explanation = other.finding.explained_by
    return explanation is not None and (explanation.rule, explanation.fingerprint) == (
        one.rule.id,
        one.finding.fingerprint,
    )


def by_place(finding: Finding) -> tuple[str, int, int, str, str]:
    """A sort key: by place, then by scenario and message."""
    place = finding.place
    return place.path, place.line, place.column, finding.scenario or "", finding.message


def _findings(card: Scorecard, outcome: Outcome) -> tuple[Finding, ...]:
    if outcome.findings or outcome.kind is not OutcomeKind.FAILED:
        return outcome.findings
    return (Finding(message=f"failed: a builder {outcome.rule.title}", hint="", place=card.subject.place),)
