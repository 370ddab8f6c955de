"""The pack of batch transform steps."""

from __future__ import annotations

from cursus_tester.scenarios.jobs import job_scenarios
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.transform.makers import MAKERS
from cursus_tester.steps.transform.requests import LAYOUT
from cursus_tester.steps.transform.step_types import TRANSFORM

_DEFERRED = (
    f"give the transformer to the step, {names.TRANSFORM_STEP}(transformer=…, inputs=…), or call transform() under a "
    f"{names.PIPELINE_SESSION} only: there it describes the job"
)
#: What errors of the SDK mean (2.257.7).
_EXPLANATIONS = (
    ("either step_args or transformer need to be given", _DEFERRED),
    (
        "Could not find model|Cannot find model",
        "the SDK looks a literal model name up while it compiles: pass model_step.properties.ModelName",
    ),
    ("'create_model_request'", "pass model_name=model_step.properties.ModelName to a Transformer of your own"),
)

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
    layout=LAYOUT,
    makers=MAKERS,
    deferred=_DEFERRED,
    explanations=_EXPLANATIONS,
    can_cache=True,
    scenarios=job_scenarios,
    dropped_beside_request={"inputs": "transformer.transform(data=…)"},
    rules=("cursus_tester.steps.transform.rules",),
    under={
        3: {
            "deferred": f"call transform() under a {names.PIPELINE_SESSION} only: there it describes the job",
            "listening": Listening(
                constructors=(names.TRANSFORMER, names.SESSION),
                methods={names.TRANSFORMER: ("transform",)},
                functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
            ),
            "dropped_beside_request": {},
        }
    },
)
