"""Group the outcomes that have a reason and no finding, such as crashed and blocked rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cursus_tester.results.outcome import Outcome, OutcomeKind, by_cause
from cursus_tester.results.rule import RuleInfo, Severity
from cursus_tester.results.scorecard import Scorecard

#: In the order in which formats show them. Reasons of rules that are not applicable are part of the denominator.
REMARK_LABELS: Mapping[OutcomeKind, str] = {
    OutcomeKind.ERROR: "crashed",
    OutcomeKind.BLOCKED: "blocked",
    OutcomeKind.WAIVED: "waived",
    OutcomeKind.UNEXPECTED_PASS: "passed unexpectedly",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Rules of one subject with the same outcome for the same reason."""

    kind: OutcomeKind
    #: Whether they block, as failed rules do.
    blocks: bool
    reason: str
    #: Sorted by id.
    rules: tuple[RuleInfo, ...]

    @property
    def rule_ids(self) -> str:
        """Such as ``SB400, SB401``."""
        return ", ".join(rule.id for rule in self.rules)

    @property
    def title(self) -> str:
        """Such as ``blocked, counts as failed: SB400, SB401``."""
        return f"{self.label}: {self.rule_ids}"

    @property
    def label(self) -> str:
        """How they ended, in words."""
        return REMARK_LABELS[self.kind] + (", counts as failed" if self.blocks else "")


def remarks(card: Scorecard, fail_on: Severity | None) -> tuple[Remark, ...]:
    """The remarks on a subject, beside its findings; rules of severity `fail_on` or worse block."""
    told = [each for each in card.outcomes if each.kind in REMARK_LABELS and not _is_shown_by_finding(each)]
    return tuple(
        Remark(kind=kind, blocks=blocks, reason=reason, rules=tuple(outcome.rule for outcome in group))
        for kind in REMARK_LABELS
        for blocks in (True, False)
        for reason, group in by_cause(each for each in told if each.kind is kind and each.blocks(fail_on) is blocks)
    )


def _is_shown_by_finding(outcome: Outcome) -> bool:
    return outcome.kind is OutcomeKind.WAIVED and bool(outcome.findings)
