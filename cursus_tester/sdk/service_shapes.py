"""What AWS says of steps and pipelines, from botocore's models: the properties of each step, and the limits."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.sdk.names import SERVICE

#: The shapes that hold the properties of a step, by its ``Type`` in a definition (2.257.7).
_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "Training": ("DescribeTrainingJobResponse",),
    "Processing": ("DescribeProcessingJobResponse",),
    "Transform": ("DescribeTransformJobResponse",),
    "Model": ("DescribeModelOutput",),
    "RegisterModel": ("DescribeModelPackageOutput",),
    "Tuning": ("DescribeHyperParameterTuningJobResponse", "ListTrainingJobsForHyperParameterTuningJobResponse"),
}
#: The operation that a run of a step calls, by its ``Type``.
_OPERATIONS: Mapping[str, str] = {
    "Training": "CreateTrainingJob",
    "Processing": "CreateProcessingJob",
    "Transform": "CreateTransformJob",
    "Model": "CreateModel",
    "RegisterModel": "CreateModelPackage",
    "Tuning": "CreateHyperParameterTuningJob",
}
#: The arguments of a step that decide whether an earlier run stands for it ("Default cache key attributes by pipeline
#: step type" of the developer guide), by its ``Type``.
CACHE_KEYS: Mapping[str, frozenset[str]] = {
    "Processing": frozenset({"AppSpecification", "Environment", "ProcessingInputs"}),
    "Training": frozenset(
        {
            *("AlgorithmSpecification", "CheckpointConfig", "DebugHookConfig", "DebugRuleConfigurations"),
            *("Environment", "HyperParameters", "InputDataConfig"),
        }
    ),
    "Transform": frozenset({"DataProcessing", "Environment", "ModelName", "TransformInput"}),
}
#: What stands where a property is looked up in a list or map.
_PART = re.compile(r"([^.\[\]]+)|\[(?:'([^']*)'|\"([^\"]*)\"|(\d+))\]")
_SCALARS = frozenset({"string", "boolean", "integer", "long", "float", "double", "timestamp"})
#: The names of steps (the JSON schema of pipeline definitions).
STEP_NAME = re.compile(r"[A-Za-z0-9\-_]{1,64}")


@functools.cache
def _service_model(service: str) -> Any:
    # Not for those who only read rules.
    return importlib.import_module("botocore.session").Session().get_service_model(service)


def _model() -> Any:
    return _service_model(SERVICE)


def parts_of(path: str) -> tuple[str | int, ...]:
    """A property path in parts: names, keys and indices."""
    found: list[str | int] = []
    for name, single, double, index in _PART.findall(path):
        found.append(int(index) if index else name or single or double)
    return tuple(found)


@functools.lru_cache(maxsize=1024)
def kind_of_property(type: str, path: str) -> str | None:
    """What is at a property path of a step: ``scalar``, ``structure``, ``list``, ``map``, or empty where nothing is.

    ``None``: nothing is known of steps of that type.
    """
    if type not in _PROPERTIES:
        return None
    parts = parts_of(path)
    kinds = [_kind_at(_model().shape_for(name), parts) for name in _PROPERTIES[type]]
    return next((kind for kind in kinds if kind), "")


def _kind_at(shape: Any, parts: tuple[str | int, ...]) -> str:
    for part in parts:
        if shape.type_name == "structure":
            shape = shape.members.get(part)
        elif shape.type_name == "list":
            # Outputs and channels are looked up by their names.
            shape = shape.member
        elif shape.type_name == "map":
            shape = shape.value
        else:
            return ""
        if shape is None:
            return ""
    return "scalar" if shape.type_name in _SCALARS else str(shape.type_name)


def limits_of_pipelines() -> Mapping[str, Any]:
    """What the service says of pipelines: ``name``, ``parameter`` (pattern and length), ``size``, ``parameters``.

    A pipeline has no more parameters than a start of it can name (``ParameterList`` of StartPipelineExecution).
    """
    pipeline = _model().operation_model("CreatePipeline").input_shape.members
    start = _model().operation_model("StartPipelineExecution").input_shape.members["PipelineParameters"]
    return {
        "name": pipeline["PipelineName"].metadata,
        "size": pipeline["PipelineDefinition"].metadata["max"],
        "parameter": start.member.members["Name"].metadata,
        "parameters": start.metadata.get("max"),
    }


def kind_of_argument(type: str, where: tuple[str | int, ...]) -> str | None:
    """What is wanted at a place of a step's arguments, as `kind_of_property` says it; ``None``: that is unknown."""
    if type not in _OPERATIONS:
        return None
    return _kind_at(_model().operation_model(_OPERATIONS[type]).input_shape, where) or None


def list_names(value: Any, list_key: str, name_key: str) -> Iterator[str]:
    """The names of the entries of a list in a request."""
    for each in value.get(list_key) or () if isinstance(value, Mapping) else ():
        if isinstance(each, Mapping) and isinstance(each.get(name_key), str):
            yield each[name_key]
