"""Exceptions of a rule that cannot be judged: it does not apply, or the builder prevents it."""

from __future__ import annotations

from dataclasses import dataclass


class NotApplicable(Exception):
    """The rule does not apply to this subject; the text says why."""


class Blocked(Exception):
    """The builder raised, hung or died before the rule could be judged; the text says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Evidence that a rule asks for by name and that there is none of."""

    #: Why, for the report.
    reason: str
    #: The builder kept the evidence from being gathered; otherwise there is nothing to gather.
    is_blocked: bool = False

    @property
    def error(self) -> Blocked | NotApplicable:
        """What a rule that needs it is told."""
        return Blocked(self.reason) if self.is_blocked else NotApplicable(self.reason)
