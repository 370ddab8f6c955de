"""Tuning under SDK v3: ``TuningStep(step_args=HyperparameterTuner(…).tune(…))`` under a PipelineSession."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.trace import Trace
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.steps.training import under_v3 as training
from cursus_tester.steps.training.code_delivery import delivery_of
from cursus_tester.steps.training.requests import definitions

_DEFERRED = (
    f"give the trainer of the tuner a {names.PIPELINE_SESSION}: there tune() only describes the job, under any other "
    "session it starts it at once"
)

MAKERS = dataclasses.replace(training.MAKERS, composites=(names.TUNER,), methods=(".tune",))


def _deliveries(builder: object, trace: Trace) -> Iterator[Delivery]:
    """How the code reaches the container: unlike a training job's as an archive, as under SDK v2 (train 1.27.0)."""
    for each in definitions(trace.request or {}):
        found = delivery_of(each, trace)
        yield dataclasses.replace(found, hint=training.HINT) if found.hint else found


CHANGES: Mapping[str, Any] = {
    "building_methods": frozenset({"tune"}),
    "listening": Listening(
        constructors=(names.TUNER, names.MODEL_TRAINER, names.SESSION),
        methods={names.TUNER: ("tune",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    "makers": MAKERS,
    "deferred": _DEFERRED,
    "explanations": ((f"step_args of {names.TUNING_STEP} must be obtained", _DEFERRED),),
    "dropped_beside_request": {},
    "deliveries": _deliveries,
}
