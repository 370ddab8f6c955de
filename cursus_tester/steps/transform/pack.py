"""The pack of batch transform steps."""

from __future__ import annotations

from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.transform.step_types import TRANSFORM

PACK = StepPack(
    name=TRANSFORM,
    step_class=names.TRANSFORM_STEP,
    definition_type=TRANSFORM,
    operation=Operation(service=names.SERVICE, name="CreateTransformJob", filled_in=("TransformJobName",)),
    aliases=frozenset({"transform", "batchtransform", "batchinference", "sagemakertransform"}),
    telling_word="transform",
    builder_suffix="TransformStepBuilder",
    building_methods=frozenset({"transform"}),
    listening=Listening(
        constructors=(names.TRANSFORMER, names.SESSION),
        methods={names.TRANSFORMER: ("transform",), names.SESSION: ("transform",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    rules=("cursus_tester.steps.transform.rules",),
)
