"""What one rule says of one subject."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import RuleInfo, Severity

#: The rules whose findings are why others are blocked: the builder does not load, does not end, does not compile;
#: the pipeline does not build, or starts something.
CAUSES = frozenset({"PL100", "PL310", "SB100", "SB110", "SB400"})


#: How a text ends whose rest is left out, and how long one is at least that tells what it is about.
_CUT, _TELLING = "…", 60

#: How the reason begins why a rule of another step type does not apply.
FOR_OTHER_STEP_TYPES = "for other step types"


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

    #: Members are single objects. An enum's own hash is a function in Python, and outcomes are counted all the time.
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one rule said of one subject."""

    rule: RuleInfo
    kind: OutcomeKind
    #: Why the rule was not judged, was waived or crashed; ``None`` for passed and failed.
    reason: str | None = None
    findings: tuple[Finding, ...] = ()
    #: Whether a blocked rule was no better off before a change (`cursus_tester.gate`): it then does not block.
    known: bool = False

    @property
    def is_for_other_step_types(self) -> bool:
        """Whether the rule cannot apply, because the subject makes steps of other types."""
        return self.kind is OutcomeKind.NOT_APPLICABLE and (self.reason or "").startswith(FOR_OTHER_STEP_TYPES)

    @property
    def is_accepted(self) -> bool:
        """Whether all that it found is waived or in the baseline."""
        return bool(self.findings) and all(finding.is_accepted for finding in self.findings)

    @property
    def is_explained(self) -> bool:
        """Whether nothing that it found counts, and some of it because a finding of another rule explains it."""
        found = self.findings
        return any(each.explained_by for each in found) and not any(each.counts for each in found)

    def blocking(self, fail_on: Severity | None) -> int:
        """Return how many things of it block: what every command, format and test means by that word.

        Each finding of a failed rule that counts blocks: one that is neither waived, nor in the baseline, nor explained
        by a finding of another rule, which blocks in its place. So does a failed rule that shows no finding, and a rule
        that the builder kept from looking, whatever was decided about the cause.

        Args:
            fail_on: Rules of this severity or a worse one count; ``None``: none do.
        """
        # Most outcomes are neither of the two.
        if self.kind is not OutcomeKind.FAILED and self.kind is not OutcomeKind.BLOCKED:
            return 0
        if fail_on is None or not self.rule.severity.reaches(fail_on):
            return 0
        if self.kind is OutcomeKind.BLOCKED:
            return int(not self.known)
        return sum(finding.counts for finding in self.findings) if self.findings else 1

    def blocks(self, fail_on: Severity | None) -> bool:
        """Whether anything of it blocks, as `blocking` says."""
        return self.blocking(fail_on) > 0


def by_cause(outcomes: Iterable[Outcome]) -> tuple[tuple[str, tuple[Outcome, ...]], ...]:
    """Return the outcomes that have one reason together with it, sorted by it, each group by rule.

    Blocked rules name what they could not look at, then, after a colon, what kept them from it. Those that one thing
    kept are together, under that alone where they name it differently, also where some of them say less of it.
    """
    groups: dict[str, list[Outcome]] = {}
    for outcome in sorted(outcomes, key=lambda each: each.rule.id):
        reason = outcome.reason or "no reason given"
        _, colon, cause = reason.partition(": ")
        is_split = colon and outcome.kind is OutcomeKind.BLOCKED
        groups.setdefault(cause if is_split else reason, []).append(outcome)
    for cut in [each for each in groups if each.endswith(_CUT) and len(each) > _TELLING]:
        whole = next((each for each in groups if each != cut and each.startswith(cut.removesuffix(_CUT))), None)
        if whole is not None:
            groups[whole] = sorted((*groups[whole], *groups.pop(cut)), key=lambda each: each.rule.id)
    named = ((_shared_reason(cause, group), tuple(group)) for cause, group in groups.items())
    return tuple(sorted(named, key=lambda each: each[0]))


def _shared_reason(cause: str, group: Iterable[Outcome]) -> str:
    reasons = {outcome.reason or "no reason given" for outcome in group}
    return reasons.pop() if len(reasons) == 1 else cause
