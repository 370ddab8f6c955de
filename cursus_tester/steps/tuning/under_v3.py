"""Tuning under SDK v3: ``TuningStep(step_args=HyperparameterTuner(…).tune(…))`` under a PipelineSession."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.steps.training import under_v3 as training

_DEFERRED = (
    f"give the trainer of the tuner a {names.PIPELINE_SESSION}: there tune() only describes the job, under any other "
    "session it starts it at once"
)

CHANGES: Mapping[str, Any] = {
    "building_methods": frozenset({"tune"}),
    "listening": Listening(
        constructors=(names.TUNER, names.MODEL_TRAINER, names.SESSION),
        methods={names.TUNER: ("tune",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    "makers": dataclasses.replace(training.MAKERS, composites=(names.TUNER,), methods=(".tune",)),
    "deferred": _DEFERRED,
    "explanations": ((f"step_args of {names.TUNING_STEP} must be obtained", _DEFERRED),),
    "dropped_beside_request": {},
}
