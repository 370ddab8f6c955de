"""The pack of CreateModel steps."""

from __future__ import annotations

from typing import Any

from cursus_tester.evidence.account_names import ROLE
from cursus_tester.evidence.builder import Dependency, InputKind
from cursus_tester.sdk import names
from cursus_tester.sdk.expressions import New
from cursus_tester.sdk.protocol import Listening, Steps
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.create_model.inference_code import deliveries
from cursus_tester.steps.create_model.makers import MAKERS
from cursus_tester.steps.create_model.model_data_references import misrefers
from cursus_tester.steps.create_model.model_data_use import why_no_model_data
from cursus_tester.steps.create_model.pattern import observed_pattern
from cursus_tester.steps.create_model.refusals import refusals
from cursus_tester.steps.create_model.requests import LAYOUT, without_model_data
from cursus_tester.steps.create_model.sdk_abilities import EXPLANATIONS, sdk_can_deploy, takes_no_variable
from cursus_tester.steps.create_model.step_types import CREATE_MODEL
from cursus_tester.steps.create_model.under_v3 import CHANGES

#: The input that holds the model archive.
_MODEL_DATA = "model_data"


#: How the model is only described while the pipeline is built.
_DEFERRED = (
    "only describe the model and let the pipeline run create it: "
    f"{names.CREATE_MODEL_STEP}(model=model); {names.MODEL_STEP}(step_args=model.create(…)), which packs the code "
    f"into the archive, needs a {names.PIPELINE_SESSION}"
)


def _sample(steps: Steps, model_data: Any, code_folder: str, session: Any) -> New:
    return steps.model_step("Sample", model_data, ROLE, code_folder, session)


PACK = StepPack(
    name=CREATE_MODEL,
    step_class=names.CREATE_MODEL_STEP,
    collections=(names.MODEL_STEP,),
    request_methods=("create",),
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
    # CPU, GPU, Graviton and Inferentia.
    instance_types=("ml.c5.2xlarge", "ml.g4dn.xlarge", "ml.c7g.xlarge", "ml.inf1.xlarge"),
    longest_variable=1024,
    returned=(names.CREATE_MODEL_STEP,),
    brought=("_RepackModelStep",),
    name_suffixes=("-CreateModel",),
    layout=LAYOUT,
    makers=MAKERS,
    deferred=_DEFERRED,
    explanations=EXPLANATIONS,
    sdk_can_make=sdk_can_deploy,
    takes_no_variable=takes_no_variable,
    needs_no_input=why_no_model_data,
    without_inputs=without_model_data,
    misrefers=misrefers,
    deliveries=deliveries,
    pattern=observed_pattern,
    rules=("cursus_tester.steps.create_model.rules",),
    is_default=True,
    under={3: CHANGES},
)
