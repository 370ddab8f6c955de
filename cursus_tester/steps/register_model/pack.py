"""The pack of steps that register a model package."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder, Dependency
from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.trace import Trace
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.create_model import makers as model
from cursus_tester.steps.create_model.inference_code import deliveries
from cursus_tester.steps.create_model.sdk_abilities import EXPLANATIONS, sdk_can_deploy
from cursus_tester.steps.register_model.requests import LAYOUT, as_model
from cursus_tester.steps.register_model.step_types import REGISTER_MODEL
from cursus_tester.steps.register_model.under_v3 import CHANGES

#: The input that holds the model archive.
_MODEL_DATA = "model_data"
_DEFERRED = (
    f"register under a {names.PIPELINE_SESSION}: {names.MODEL_STEP}(name=…, step_args=model.register(…)) describes the "
    "package; under a plain session register() creates it at once, with its group"
)


def _deliveries(builder: Builder, trace: Trace) -> Iterator[Delivery]:
    return deliveries(builder, as_model(trace))


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
    default_inputs=(Dependency(name=_MODEL_DATA, type="model_artifacts", required=True),),
    keyword_input=_MODEL_DATA,
    returned=(names.MODEL_STEP, names.REGISTER_MODEL, names.REGISTER_MODEL_STEP),
    brought=(names.REPACK_MODEL_STEP,),
    name_suffixes=(f"-{names.REGISTER_MODEL}",),
    layout=LAYOUT,
    makers=dataclasses.replace(model.MAKERS, methods=(".register", "container_def"), takes_instance_type=()),
    deferred=_DEFERRED,
    explanations=(("step_args of", _DEFERRED), ("has no attribute 'decode'", _DEFERRED), *EXPLANATIONS),
    sdk_can_make=sdk_can_deploy,
    read_keywords={names.REGISTER_MODEL: names.REGISTER_MODEL_KEYWORDS},
    deliveries=_deliveries,
    rules=("cursus_tester.steps.register_model.rules",),
    under={3: CHANGES},
)
