"""The packs of steps that the tester knows by their requests alone: no scenario, and no rule, is theirs."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.sdk import names
from cursus_tester.step_pack import Operation, StepPack

#: Members that a run of a pipeline fills in.
_NAMED = {
    "CreateAutoMLJob": ("AutoMLJobName",),
    "CreateProcessingJob": ("ProcessingJobName",),
    "CreateTrainingJob": ("TrainingJobName",),
}


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
            is_generic=True,
        )
    yield StepPack(
        name=names.MONITOR_BATCH_TRANSFORM_STEP.removesuffix(names.STEP),
        step_class=names.MONITOR_BATCH_TRANSFORM_STEP,
        definition_type="Transform",
        is_generic=True,
    )


PACKS = tuple(_packs())
