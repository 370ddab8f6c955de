"""TU381: what SDK v3 leaves out of the jobs that a tuner starts from its trainer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Call
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import ONLY_V3, rule
from cursus_tester.sdk.names import MODEL_TRAINER, SOURCE_CODE, TUNER
from cursus_tester.steps.training.requests import definitions
from cursus_tester.steps.tuning.step_types import TUNING

_WITHOUT_SEARCH = "leave it out, or train without a search, where it is kept"
#: What a trainer is given, as (argument, field), with where a tuning job would have it.
_PROTECTION = (
    ("networking", "enable_network_isolation", ("EnableNetworkIsolation",)),
    ("networking", "enable_inter_container_traffic_encryption", ("EnableInterContainerTrafficEncryption",)),
    ("compute", "volume_kms_key_id", ("ResourceConfig", "VolumeKmsKeyId")),
)


@rule("TU381", "tuned-as-trained", not_under=ONLY_V3)
def tuned_as_trained(pipeline: Pipelines) -> Iterator[Finding]:
    """Tunes with the code and the protection that the trainer has.

    What it checks: where the `ModelTrainer` of a `HyperparameterTuner` is given network isolation, encryption between
    containers or a key for the volume, some tuning job of the pipeline has it. What starts its code is an
    `entry_script` and no `command`.

    Why: SDK v3 (train 1.27.0) leaves all four out of the tuning job without a word. The search then runs in the open,
    or runs whatever the image starts by itself, or the script where a trainer alone prefers the command.

    How to fix: name the script only, `SourceCode(source_dir=…, entry_script=…)`. The SDK cannot hand on the other
    three: leave them out, or train without a search, in a `TrainingStep`.
    """
    jobs = [
        job
        for defined in pipeline.compiled()
        for step in defined.steps
        if step.type == TUNING
        for job in definitions(step.arguments)
    ]
    trainers = list(_tuned(pipeline))
    if not jobs or not trainers:
        raise NotApplicable("the pipeline has no tuning job")
    for trainer in trainers:
        for argument, name, path in _PROTECTION:
            if _given(trainer, argument).get(name) and not any(_at(job, path) for job in jobs):
                yield _finding(trainer, f"is given {name}, and the tuning job is not", _WITHOUT_SEARCH)
        code = _given(trainer, "source_code")
        if code.get("command") and not code.get("entry_script") and not any(_has_code(job) for job in jobs):
            hint = f"name the script: {SOURCE_CODE}(source_dir=…, entry_script=…)"
            yield _finding(trainer, "starts its code by a command, and the tuning job has no code", hint)
        elif code.get("command") and code.get("entry_script"):
            said = f"starts its code by a command, and the tuning job by {code['entry_script']}"
            yield _finding(trainer, said, "leave the command out, and let the script be what it starts")


def _tuned(pipeline: Pipelines) -> Iterator[Call]:
    """Where the trainers of tuners are made."""
    held = (call.arguments.get("model_trainer") for call in pipeline.calls_to(TUNER))
    tuned = {each.identity for each in held if each is not None}
    for call in pipeline.calls_to(MODEL_TRAINER):
        if call.result is not None and call.result.identity in tuned:
            yield call


def _given(call: Call, argument: str) -> Mapping[str, Any]:
    value = call.arguments.get(argument)
    return value.data if value is not None and isinstance(value.data, Mapping) else {}


def _at(job: Mapping[str, Any], path: tuple[str, ...]) -> object:
    found: Any = job
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _has_code(job: Mapping[str, Any]) -> bool:
    entry_point = (job.get("AlgorithmSpecification") or {}).get("ContainerEntrypoint")
    return bool(entry_point) or "sagemaker_program" in (job.get("StaticHyperParameters") or {})


def _finding(trainer: Call, said: str, hint: str) -> Finding:
    return Finding(
        message=f"the {MODEL_TRAINER} {said}",
        hint=hint,
        place=trainer.place or NOWHERE,
        scenario=PLAIN_SCENARIO,
    )
