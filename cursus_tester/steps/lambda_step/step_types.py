"""The step type that the rules of this pack judge."""

from __future__ import annotations

from cursus_tester.sdk.names import LAMBDA_STEP, STEP

LAMBDA = LAMBDA_STEP.removesuffix(STEP)
STEP_TYPES = (LAMBDA,)
