"""SB353: what the config says of a job, a package or a queue is in the request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence.request_layout import member
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.arrival import parts
from cursus_tester.rules.common.makers import announced, maker_place
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import LAMBDA_STEP, STEP
from cursus_tester.step_pack import StepPack


@dataclass(frozen=True, slots=True)
class _Setting:
    """A field of configs, by a pattern of its name, and where a request or the entry of a step says it."""

    names: str
    place: tuple[str, ...]


_OUTPUT = r"(?:model_|training_|transform_)?(?:s3_)?output_(?:path|s3_uri|s3_path|location)"
_VOLUME = r"(?:training_|processing_)?volume_size(?:_in_gb|_gb)?"
_RUNTIME = r"max_run(?:time)?(?:_in)?(?:_seconds)?"
_TUNED = "TrainingJobDefinition"
_LIMITS = ("HyperParameterTuningJobConfig", "ResourceLimits")
#: By operation of the service, or by what the definition calls a step that has none.
_SETTINGS: Mapping[str, tuple[_Setting, ...]] = {
    "CreateTrainingJob": (
        _Setting(_OUTPUT, ("OutputDataConfig", "S3OutputPath")),
        _Setting(_VOLUME, ("ResourceConfig", "VolumeSizeInGB")),
        _Setting(_RUNTIME, ("StoppingCondition", "MaxRuntimeInSeconds")),
    ),
    "CreateHyperParameterTuningJob": (
        _Setting(_OUTPUT, (_TUNED, "OutputDataConfig", "S3OutputPath")),
        # The SDK (2.257.7) says the machines of the jobs in one or the other.
        _Setting(_VOLUME, (_TUNED, "HyperParameterTuningResourceConfig", "VolumeSizeInGB")),
        _Setting(_VOLUME, (_TUNED, "ResourceConfig", "VolumeSizeInGB")),
        _Setting(_RUNTIME, (_TUNED, "StoppingCondition", "MaxRuntimeInSeconds")),
        _Setting(r"max_jobs", (*_LIMITS, "MaxNumberOfTrainingJobs")),
        _Setting(r"max_parallel_jobs", (*_LIMITS, "MaxParallelTrainingJobs")),
    ),
    "CreateProcessingJob": (
        _Setting(_VOLUME, ("ProcessingResources", "ClusterConfig", "VolumeSizeInGB")),
        _Setting(_RUNTIME, ("StoppingCondition", "MaxRuntimeInSeconds")),
    ),
    "CreateTransformJob": (
        _Setting(_OUTPUT, ("TransformOutput", "S3OutputPath")),
        _Setting(r"max_payload(?:_in_mb)?", ("MaxPayloadInMB",)),
        _Setting(r"max_concurrent(?:_transforms)?", ("MaxConcurrentTransforms",)),
    ),
    "CreateModelPackage": (
        _Setting(r"(?:model_)?package_group(?:_name)?", ("ModelPackageGroupName",)),
        _Setting(r"(?:model_)?approval_status", ("ModelApprovalStatus",)),
        _Setting(r"(?:model_|package_|model_package_)?description", ("ModelPackageDescription",)),
        _Setting(r"(?:customer_)?metadata(?:_properties)?", ("CustomerMetadataProperties",)),
        _Setting(
            r"inference_instances|inference_instance_types",
            ("InferenceSpecification", "SupportedRealtimeInferenceInstanceTypes"),
        ),
        _Setting(
            r"transform_instances|transform_instance_types",
            ("InferenceSpecification", "SupportedTransformInstanceTypes"),
        ),
    ),
    "Callback": (_Setting(r"(?:sqs_)?queue_url", ("SqsQueueUrl",)),),
    LAMBDA_STEP.removesuffix(STEP): (_Setting(r"(?:lambda_)?function_arn|lambda_arn", ("FunctionArn",)),),
}


@rule("SB353", "settings-reach-request", severity=Severity.WARNING)
def settings_reach_request(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Sends what its config says of the output, the volume, the time limit, the package group or the queue.

    What it checks: a config that says where a job writes to, how large its volume is, how long it may run, how many
    jobs a search starts, what a transform job sends at a time, what a model package is called, described and meant for,
    or which queue or function is called, by the SDK's own names such as `output_path` and `volume_size`, has it in the
    request, in every scenario, or a log line or warning says that it is ignored. Of several fields for one place, as
    where steps share a config, one must be there.

    Why: the SDK has a default for each of them. A job then writes to the default bucket, stops after a day, or fills
    its disk, and the config says something else.

    How to fix: pass it to the call that takes it: `output_path=self.config.output_path`.
    """
    operation = pack.operation.name if pack.operation is not None else pack.definition_type
    settings = _SETTINGS.get(operation, ())
    judged = False
    for trace in traces.compiled() if settings else ():
        for places, fields in _by_place(trace.config, settings):
            told = [name for name, _ in fields if not announced(trace, re.escape(name).replace("_", ".?"))]
            judged = judged or bool(told)
            said = (
                member(document or {}, each) for each in places for document in (trace.request, trace.definition_step)
            )
            found = next((each for each in said if each is not None), None)
            if len(told) < len(fields) or any(_is_sent(value, found, trace) for _, value in fields):
                continue
            name, value = fields[0]
            shown = "says nothing" if found is None else f"is {json.dumps(found)}"
            yield Finding(
                message=f"config.{name} is {value!r}, and {'.'.join(places[0])} of the request {shown}",
                hint=f"pass config.{name} to the call that takes it, or log a warning that it is ignored",
                place=maker_place(trace, pack.makers),
                scenario=trace.scenario.name,
                cause=causes.config_field(name),
            )
    if not judged:
        raise NotApplicable("the config says nothing that such a request has a place for, by a name that tells")


_Fields = list[tuple[str, Any]]


def _by_place(
    config: Mapping[str, Any], settings: tuple[_Setting, ...]
) -> Iterator[tuple[tuple[tuple[str, ...], ...], _Fields]]:
    """The places that a config has fields for, each with these: of those for several steps one is this step's."""
    found: dict[tuple[tuple[str, ...], ...], _Fields] = {}
    for name, value in _fields(config):
        places = tuple(each.place for each in settings if re.fullmatch(each.names, name))
        if places and _is_plain(value):
            found.setdefault(places, []).append((name, value))
    yield from found.items()


def _fields(config: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of a config, and of the configs in it."""
    for name, value in config.items():
        yield name, value
        if isinstance(value, Mapping):
            yield from ((inner, each) for inner, each in value.items() if isinstance(inner, str))


def _is_plain(value: Any) -> bool:
    """Whether a field says something that can be told from nothing: no empty text, and no zero."""
    if isinstance(value, Mapping):
        return bool(value) and all(isinstance(each, str) for each in value.values())
    if isinstance(value, (list, tuple)):
        return bool(value) and all(isinstance(each, str) for each in value)
    return isinstance(value, (str, int, float)) and not isinstance(value, bool) and bool(value)


def _is_sent(value: Any, found: Any, trace: Trace) -> bool:
    """Whether a value is at its place; a text also as a part of what is there, or of what the step says elsewhere."""
    if isinstance(value, Mapping):
        return isinstance(found, Mapping) and all(found.get(name) == each for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return isinstance(found, list) and sorted(map(str, found)) == sorted(map(str, value))
    if isinstance(value, str):
        said = [each for each in parts([trace.definition_step, trace.request]) if isinstance(each, str)]
        return value in said or ("://" in value and any(value.rstrip("/") in each for each in said))
    return bool(found == value)
