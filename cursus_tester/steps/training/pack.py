"""The pack of training steps."""

from __future__ import annotations

from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.training.code_delivery import deliveries
from cursus_tester.steps.training.makers import MAKERS
from cursus_tester.steps.training.requests import LAYOUT, refusals
from cursus_tester.steps.training.scenarios import scenarios
from cursus_tester.steps.training.step_types import TRAINING
from cursus_tester.steps.training.under_v3 import CHANGES

_DEFERRED = (
    f"give the estimator to the step, {names.TRAINING_STEP}(estimator=…, inputs=…), or call fit() under a "
    f"{names.PIPELINE_SESSION} only: there it describes the job"
)
#: What errors of the SDK mean (2.257.7).
EXPLANATIONS = (
    ("Either step_args or estimator need to be given", _DEFERRED),
    (
        f"step_args of {names.TRAINING_STEP} must be obtained",
        "pass what estimator.fit() returns under a pipeline session as step_args=, not the estimator itself",
    ),
    ("instance_type argument in estimator must be", "pass instance_type=self.config.instance_type to the estimator"),
)

PACK = StepPack(
    name=TRAINING,
    step_class=names.TRAINING_STEP,
    definition_type=TRAINING,
    operation=Operation(
        service=names.SERVICE, name="CreateTrainingJob", filled_in=("TrainingJobName",), refusals=refusals
    ),
    aliases=frozenset({"training", "train", "sagemakertraining"}),
    telling_word="train",
    builder_suffix="TrainingStepBuilder",
    building_methods=frozenset({"fit"}),
    listening=Listening(
        constructors=(names.ESTIMATOR_BASE, names.SESSION),
        methods={names.ESTIMATOR_BASE: ("fit",), names.SESSION: ("train",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    layout=LAYOUT,
    makers=MAKERS,
    deferred=_DEFERRED,
    explanations=EXPLANATIONS,
    can_cache=True,
    dropped_beside_request={"inputs": "estimator.fit(inputs=…)"},
    dropped_by_method={"fit": {"job_name": "leave it out: each run of the pipeline names its job itself"}},
    deliveries=deliveries,
    scenarios=scenarios,
    rules=("cursus_tester.steps.training.rules",),
    under={3: CHANGES},
)
