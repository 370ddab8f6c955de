"""The pack of CreateModel steps."""

from __future__ import annotations

from typing import Any

from cursus_tester.evidence.account_names import ROLE
from cursus_tester.evidence.builder import Dependency, InputKind
from cursus_tester.sdk import names
from cursus_tester.sdk.expressions import New
from cursus_tester.sdk.protocol import Listening, Steps
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.create_model.pattern import observed_pattern
from cursus_tester.steps.create_model.refusals import refusals
from cursus_tester.steps.create_model.step_types import CREATE_MODEL

#: The input that holds the model archive.
_MODEL_DATA = "model_data"


def _sample(steps: Steps, model_data: Any, code_folder: str, session: Any) -> New:
    return steps.model_step("Sample", model_data, ROLE, code_folder, session)


PACK = StepPack(
    name=CREATE_MODEL,
    step_class=names.CREATE_MODEL_STEP,
    collections=(names.MODEL_STEP,),
    definition_type=names.CREATE_MODEL_TYPE,
    operation=Operation(service=names.SERVICE, name="CreateModel", filled_in=("ModelName",), refusals=refusals),
    aliases=frozenset({"createmodel", "model", "sagemakermodel", "sagemakercreatemodel"}),
    telling_word="model",
    builder_suffix="ModelStepBuilder",
    default_inputs=(Dependency(name=_MODEL_DATA, type="model_artifacts", required=True),),
    input_kind=InputKind.ARCHIVE,
    keyword_input=_MODEL_DATA,
    estimator_methods=("create_model",),
    estimator_patterns=frozenset({"B"}),
    required_methods={"A": ("_get_image_uri", "_create_model")},
    building_methods=frozenset({"create_model", "prepare_container_def"}),
    listening=Listening(
        constructors=(names.PIPELINE_MODEL, names.MODEL, names.SESSION),
        methods={
            names.PIPELINE_MODEL: ("create", "pipeline_container_def"),
            names.SESSION: (names.CREATE_MODEL_REQUEST, "create_model"),
            names.MODEL: ("create", "prepare_container_def"),
            names.ESTIMATOR_BASE: ("create_model",),
        },
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    sample=_sample,
    pattern=observed_pattern,
    rules=("cursus_tester.steps.create_model.rules",),
    is_default=True,
)
