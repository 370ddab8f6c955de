"""The pack of hyperparameter tuning steps."""

from __future__ import annotations

from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.tuning.step_types import TUNING

PACK = StepPack(
    name=TUNING,
    step_class=names.TUNING_STEP,
    definition_type=TUNING,
    operation=Operation(
        service=names.SERVICE, name="CreateHyperParameterTuningJob", filled_in=("HyperParameterTuningJobName",)
    ),
    aliases=frozenset({"tuning", "hyperparametertuning", "hpo", "tune"}),
    telling_word="tuning",
    builder_suffix="TuningStepBuilder",
    building_methods=frozenset({"fit"}),
    listening=Listening(
        constructors=(names.TUNER, names.ESTIMATOR_BASE, names.SESSION),
        methods={names.TUNER: ("fit",), names.SESSION: ("create_tuning_job",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    can_cache=True,
    dropped_beside_request={"inputs": "tuner.fit(inputs=…)", "job_arguments": "tuner.fit(…)"},
    rules=("cursus_tester.steps.tuning.rules",),
)
