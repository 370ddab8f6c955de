"""The causes of findings that several rules have on the same thing (`cursus_tester.results.explanations`)."""

from __future__ import annotations

ROLE_CAUSE = "role"
SESSION_CAUSE = "session"


def variable_cause(name: object) -> str:
    """The cause of findings that several rules have on one environment variable."""
    return f"environment variable {name}"
