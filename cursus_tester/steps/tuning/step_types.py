"""The step type that the rules of this pack judge."""

from __future__ import annotations

TUNING = "Tuning"
STEP_TYPES = (TUNING,)
