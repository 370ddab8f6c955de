"""Which step types the tester knows, and what of a builder it does not look at."""

from __future__ import annotations

from cursus_tester.evidence.builder import Builder
from cursus_tester.steps.create_model.step_types import STEP_TYPES


def has_pack(step_type: str | None) -> bool:
    """Whether rules are made for a step type, such as ``CreateModel``; of others the main thing is not looked at."""
    return step_type in STEP_TYPES


def not_looked_at(builder: Builder, step_type: str | None) -> str | None:
    """What no rule looks at in a builder that was run; ``None`` where all is looked at that can be.

    Args:
        builder: What is known of it.
        step_type: What it builds; ``None`` where nothing says so.
    """
    if builder.why_not_loaded is not None or has_pack(step_type):
        return None
    return f"no rules are made for {step_type} steps" if step_type else "nothing says what step it builds"
