"""Evidence that is not there, and why: the two ways in which a rule cannot be judged."""

from __future__ import annotations

from dataclasses import dataclass


class NotApplicable(Exception):
    """There is nothing to judge on this subject; the text says why."""


class Blocked(Exception):
    """The builder kept the rule from looking: it raised, hung or died first; the text says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Evidence that a rule asks for by name and that there is none of."""

    #: Why, for the report.
    reason: str
    #: The builder kept the evidence from being gathered; otherwise there is nothing to gather.
    is_blocked: bool = False
