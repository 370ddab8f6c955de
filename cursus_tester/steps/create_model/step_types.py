"""The step type that the rules of this pack judge."""

from __future__ import annotations

CREATE_MODEL = "CreateModel"
STEP_TYPES = (CREATE_MODEL,)
