"""The step type that the rules of this pack judge."""

from __future__ import annotations

PROCESSING = "Processing"
STEP_TYPES = (PROCESSING,)
