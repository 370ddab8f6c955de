"""Evidence that is not there, and why: the two ways in which a rule cannot be judged."""

from __future__ import annotations


class NotApplicable(Exception):
    """There is nothing to judge on this subject; the text says why."""


class Blocked(Exception):
    """The builder kept the rule from looking: it raised, hung or died first; the text says how."""
