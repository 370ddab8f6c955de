"""The step type that the rules of this pack judge."""

from __future__ import annotations

REGISTER_MODEL = "RegisterModel"
STEP_TYPES = (REGISTER_MODEL,)
