"""The step type that the rules of this pack judge."""

from __future__ import annotations

TRANSFORM = "Transform"
STEP_TYPES = (TRANSFORM,)
