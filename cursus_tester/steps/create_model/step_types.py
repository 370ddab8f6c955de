"""The step type that the rules of this pack judge."""

from __future__ import annotations

CREATE_MODEL = "CreateModel"
STEP_TYPES = (CREATE_MODEL,)

#: Model steps, and those that register a model: both are made by what packs the code.
PACKED = (CREATE_MODEL, "RegisterModel")
#: Why rules about what SDK v3 does are not judged under v2.
ONLY_V3 = {2: "only SDK v3 does what the rule is about"}
