"""The step type that the rules of this pack judge."""

from __future__ import annotations

from cursus_tester.sdk import names

REGISTER_MODEL = names.REGISTER_MODEL
STEP_TYPES = (REGISTER_MODEL,)
