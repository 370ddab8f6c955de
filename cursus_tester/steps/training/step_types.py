"""The step type that the rules of this pack judge."""

from __future__ import annotations

TRAINING = "Training"
STEP_TYPES = (TRAINING,)
