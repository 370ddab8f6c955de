"""The step type that the rules of this pack judge."""

from __future__ import annotations

from cursus_tester.sdk import names

CONDITION = names.CONDITION
STEP_TYPES = (CONDITION,)
