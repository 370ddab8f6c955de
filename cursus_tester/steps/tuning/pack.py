"""The pack of hyperparameter tuning steps."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.trace import Trace
from cursus_tester.scenarios.jobs import job_scenarios
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.training import makers as training
from cursus_tester.steps.training.code_delivery import delivery_of
from cursus_tester.steps.training.requests import definitions
from cursus_tester.steps.tuning.requests import LAYOUT, refusals
from cursus_tester.steps.tuning.step_types import TUNING
from cursus_tester.steps.tuning.under_v3 import CHANGES

_DEFERRED = (
    f"give the tuner to the step, {names.TUNING_STEP}(tuner=…, inputs=…), or call fit() under a "
    f"{names.PIPELINE_SESSION} only: there it describes the job"
)
#: The tuner, and the estimators that it runs.
MAKERS = dataclasses.replace(training.MAKERS, composites=(names.TUNER,), session_methods=("create_tuning_job",))


def _deliveries(builder: object, trace: Trace) -> Iterator[Delivery]:
    for each in definitions(trace.request or {}):
        yield delivery_of(each, trace)


PACK = StepPack(
    name=TUNING,
    step_class=names.TUNING_STEP,
    definition_type=TUNING,
    operation=Operation(
        service=names.SERVICE,
        name="CreateHyperParameterTuningJob",
        filled_in=("HyperParameterTuningJobName",),
        refusals=refusals,
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
    scenarios=job_scenarios,
    dropped_beside_request={"inputs": "tuner.fit(inputs=…)", "job_arguments": "tuner.fit(…)"},
    layout=LAYOUT,
    makers=MAKERS,
    deferred=_DEFERRED,
    explanations=(("either step_args or tuner need to be given", _DEFERRED),),
    deliveries=_deliveries,
    rules=("cursus_tester.steps.tuning.rules",),
    under={3: CHANGES},
)
