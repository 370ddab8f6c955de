"""The step type that the rules of this pack judge."""

from __future__ import annotations

STEP_TYPES = ("CreateModel",)
