"""Training under SDK v3: ``TrainingStep(step_args=ModelTrainer(…).train(…))`` under a PipelineSession."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.trace import Trace
from cursus_tester.rules.common.makers import makers_behind
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.steps.training.code_delivery import delivery_by_channel

MAKERS = Makers(
    noun="trainer",
    classes=(names.MODEL_TRAINER,),
    frameworks={names.MODEL_TRAINER: None},
    methods=(".train",),
    environment="environment",
    script=f"source_code={names.SOURCE_CODE}(source_dir=…, entry_script=self.config.entry_point)",
    image_scopes=("training",),
    has_instance_type=True,
    machine="compute",
)

_DEFERRED = (
    f"give the {names.MODEL_TRAINER} a {names.PIPELINE_SESSION}: there train() only describes the job, under any other "
    "session it starts it at once and returns None"
)

HINT = (
    f"pass source_code={names.SOURCE_CODE}(source_dir=…, entry_script=…) of the config to the {names.MODEL_TRAINER}, "
    "and let the SDK upload them"
)


def program_of(trace: Trace, makers: Makers) -> str | None:
    """The script that the trainer behind a step was told to start."""
    return next((each.text("entry_point") for each in makers_behind(trace, makers)), None)


def _deliveries(builder: object, trace: Trace) -> Iterator[Delivery]:
    """How the code reaches the container of a training step."""
    yield delivery_by_channel(trace.request or {}, program_of(trace, MAKERS), trace, HINT)


CHANGES: Mapping[str, Any] = {
    "building_methods": frozenset({"train"}),
    "listening": Listening(
        constructors=(names.MODEL_TRAINER, names.SESSION),
        methods={names.MODEL_TRAINER: ("train",)},
        functions=(names.RETRIEVE, names.GET_EXECUTION_ROLE),
    ),
    "makers": MAKERS,
    "deferred": _DEFERRED,
    "explanations": (
        (f"step_args of {names.TRAINING_STEP} must be obtained|'NoneType' object has no", _DEFERRED),
        (
            r"Invalid '(?:entry_script|requirements)'",
            f"let the source_dir of the {names.SOURCE_CODE} be the folder that holds the file, and name it from there",
        ),
    ),
    "dropped_beside_request": {},
    "deliveries": _deliveries,
}
