"""The packs of steps that the tester knows by their requests alone: no scenario is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cursus_tester.evidence.makers import Makers
from cursus_tester.evidence.request_layout import RequestLayout
from cursus_tester.sdk import names
from cursus_tester.sdk.protocol import Listening
from cursus_tester.step_pack import Operation, StepPack
from cursus_tester.steps.by_request.step_types import CHECKS
from cursus_tester.steps.processing.requests import LAYOUT

#: Members that a run of a pipeline fills in.
_NAMED = {
    "CreateAutoMLJob": ("AutoMLJobName",),
    "CreateProcessingJob": ("ProcessingJobName",),
    "CreateTrainingJob": ("TrainingJobName",),
}


#: Where the requests of these operations say who runs them, and where.
_LAYOUTS = {
    "CreateAutoMLJob": RequestLayout(role=("RoleArn",), tags=("Tags",)),
    # The checks: they take no tags.
    "CreateProcessingJob": replace(LAYOUT, tags=()),
    "CreateTrainingJob": RequestLayout(role=("RoleArn",), vpc=("VpcConfig",)),
}


_OF_CHECKS = Listening(constructors=(names.CHECK_JOB_CONFIG, names.CLARIFY_MODEL_CONFIG))
_CHECK = Makers(
    noun="check job config",
    classes=(names.CHECK_JOB_CONFIG,),
    frameworks={names.CHECK_JOB_CONFIG: None},
    has_instance_type=True,
)


def _packs() -> Iterator[StepPack]:
    for step_class, (definition_type, operation) in names.STEPS_BY_REQUEST.items():
        name = step_class.removesuffix(names.STEP)
        yield StepPack(
            name=name,
            step_class=step_class,
            definition_type=definition_type,
            operation=Operation(service=names.SERVICE, name=operation, filled_in=_NAMED[operation])
            if operation
            else None,
            aliases=frozenset({name.lower()}),
            layout=_LAYOUTS.get(operation, RequestLayout()),
            is_generic=True,
            can_cache=step_class in names.CACHED_BY_REQUEST,
            listening=_OF_CHECKS if name in CHECKS else Listening(),
            makers=_CHECK if name in CHECKS else None,
            under={3: {"listening": Listening(), "makers": None}},
            rules=("cursus_tester.steps.by_request.rules",) if name in CHECKS else (),
        )
    yield StepPack(
        name=names.MONITOR_BATCH_TRANSFORM_STEP.removesuffix(names.STEP),
        step_class=names.MONITOR_BATCH_TRANSFORM_STEP,
        definition_type="Transform",
        is_generic=True,
    )


PACKS = tuple(_packs())
