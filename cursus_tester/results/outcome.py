"""What one rule says of one subject."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import RuleInfo, Severity


class OutcomeKind(enum.Enum):
    """What a rule said of a subject."""

    PASSED = "passed"
    FAILED = "failed"
    #: The builder raised, hung or died before the rule could look; the cause is a finding of another rule.
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    #: The rule itself crashed.
    ERROR = "error"
    #: A waiver that is no longer needed.
    UNEXPECTED_PASS = "unexpected_pass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one rule said of one subject."""

    rule: RuleInfo
    kind: OutcomeKind
    #: Why the rule was not judged, was waived or crashed; ``None`` for passed and failed.
    reason: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether all that it found is waived or in the baseline."""
        return bool(self.findings) and all(finding.is_accepted for finding in self.findings)

    def blocks(self, fail_on: Severity | None) -> bool:
        """Whether a builder does not conform because of it: it failed, or kept a rule of that weight from looking."""
        if self.kind not in (OutcomeKind.FAILED, OutcomeKind.BLOCKED) or self.is_accepted:
            return False
        return fail_on is not None and self.rule.severity.reaches(fail_on)
