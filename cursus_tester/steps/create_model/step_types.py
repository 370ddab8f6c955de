"""The step type that the rules of this pack judge."""

from __future__ import annotations

from cursus_tester.sdk.names import CREATE_MODEL_STEP, MODEL_STEP, REGISTER_MODEL

CREATE_MODEL = "CreateModel"
STEP_TYPES = (CREATE_MODEL,)

#: Model steps, and those that register a model: both are made by what packs the code.
PACKED = (CREATE_MODEL, REGISTER_MODEL)
#: Why rules about what version 3 has removed are not judged under it.
NO_CREATE_MODEL_STEP = {3: f"SDK v3 has no {CREATE_MODEL_STEP}: there is {MODEL_STEP} only"}
NO_ESTIMATOR = {3: "no model of SDK v3 is made by a trained estimator"}
