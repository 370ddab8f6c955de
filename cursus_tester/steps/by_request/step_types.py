"""The step types that the rules of these packs judge."""

from __future__ import annotations

from cursus_tester.sdk.names import STEP, STEPS_BY_REQUEST

#: The steps that compare data or a model with a baseline.
CHECKS = tuple(each for name in STEPS_BY_REQUEST if (each := name.removesuffix(STEP)).endswith("Check"))
