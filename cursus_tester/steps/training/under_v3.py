"""Training under SDK v3: ``TrainingStep(step_args=ModelTrainer(…).train(…))`` under a PipelineSession."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cursus_tester.evidence.makers import Makers
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening

MAKERS = Makers(
    noun="trainer",
    classes=(names.MODEL_TRAINER,),
    frameworks={names.MODEL_TRAINER: None},
    methods=(".train",),
    environment="environment",
    image_scopes=("training",),
)

_DEFERRED = (
    f"give the {names.MODEL_TRAINER} a {names.PIPELINE_SESSION}: there train() only describes the job, under any other "
    "session it starts it at once and returns None"
)

CHANGES: Mapping[str, Any] = {
    "building_methods": frozenset({"train"}),
    "listening": Listening(
        constructors=(names.MODEL_TRAINER, names.SESSION),
        methods={names.MODEL_TRAINER: ("train",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    "makers": MAKERS,
    "deferred": _DEFERRED,
    "explanations": ((f"step_args of {names.TRAINING_STEP} must be obtained|'NoneType' object has no", _DEFERRED),),
    "dropped_beside_request": {},
}
