"""The pack of steps that register a model package."""

from __future__ import annotations

from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.register_model.step_types import REGISTER_MODEL

PACK = StepPack(
    name=REGISTER_MODEL,
    step_class=names.REGISTER_MODEL_STEP,
    collections=(names.MODEL_STEP, names.REGISTER_MODEL),
    request_methods=("register",),
    definition_type=REGISTER_MODEL,
    operation=Operation(service=names.SERVICE, name="CreateModelPackage"),
    aliases=frozenset({"registermodel", "registration", "register", "modelregistration", "modelpackage"}),
    telling_word="regist",
    builder_suffix="RegisterModelStepBuilder",
    building_methods=frozenset({"register"}),
    listening=Listening(
        constructors=(names.PIPELINE_MODEL, names.MODEL, names.SESSION),
        methods={names.MODEL: ("register",), names.PIPELINE_MODEL: ("register",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    rules=("cursus_tester.steps.register_model.rules",),
)
