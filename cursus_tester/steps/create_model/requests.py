"""Reading compiled ``CreateModel`` requests."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from cursus_tester.evidence.request_layout import Container, RequestLayout
from cursus_tester.evidence.trace import Archive, Trace


def containers(request: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The container definitions of a request: one, or those of a pipeline model."""
    listed = request.get("Containers")
    found = (
        [request["PrimaryContainer"]] if "PrimaryContainer" in request else listed if isinstance(listed, list) else []
    )
    return tuple(each for each in found if isinstance(each, Mapping))


def any_containers(arguments: Any) -> Iterator[Mapping[str, Any]]:
    """The containers that a request has, of a model or of a model package."""
    pending = [arguments]
    while pending:
        each = pending.pop()
        if isinstance(each, list):
            pending.extend(each)
        elif isinstance(each, Mapping):
            if "Image" in each:
                yield each
            pending.extend(each.values())


def environment(container: Mapping[str, Any]) -> Mapping[str, Any]:
    """The environment of a container; empty without."""
    found = container.get("Environment")
    return found if isinstance(found, Mapping) else {}


def model_data(container: Mapping[str, Any]) -> Any:
    """Where the model data of a container lies: one archive, a prefix, or whatever only a run resolves; else ``None``.

    It stands in ``ModelDataUrl``, or in ``ModelDataSource``, of which the URL is left out then.
    """
    source = container.get("ModelDataSource")
    stored = source.get("S3DataSource") if isinstance(source, Mapping) else None
    if isinstance(stored, Mapping):
        return stored.get("S3Uri")
    return container.get("ModelDataUrl")


def takes_prefix(container: Mapping[str, Any]) -> bool:
    """Whether the model data of a container is a prefix: many archives, or what is not compressed."""
    source = container.get("ModelDataSource")
    stored = source.get("S3DataSource") if isinstance(source, Mapping) else None
    uncompressed = isinstance(stored, Mapping) and stored.get("CompressionType") == "None"
    return uncompressed or container.get("Mode") == "MultiModel"


def needs_model_data(container: Mapping[str, Any]) -> bool:
    """Whether a container has model data of its own: a model package brings it along, and a hub is asked for it."""
    return "ModelPackageName" not in container


def repack_steps(trace: Trace) -> tuple[Mapping[str, Any], ...]:
    """The steps that the SDK brought along to put code into a model archive when the pipeline runs."""
    return tuple(
        step
        for step in trace.steps
        if step.get("Type") == "Training" and "Arguments" in step and "inference_script" in _hyperparameters(step)
    )


def _hyperparameters(step: Mapping[str, Any]) -> Mapping[str, Any]:
    found = step["Arguments"].get("HyperParameters")
    return found if isinstance(found, Mapping) else {}


def repack_hyperparameter(step: Mapping[str, Any], name: str) -> Any:
    """A hyperparameter of a repack step, decoded: the SDK writes them as JSON."""
    value = _hyperparameters(step).get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def repack_code(step: Mapping[str, Any], trace: Trace) -> Archive | None:
    """What a repack step is given to pack, its files as members; ``None`` where the account has none of it.

    An archive under SDK v2, named by a hyperparameter; under v3 the files of a channel.
    """
    upload = repack_hyperparameter(step, "sagemaker_submit_directory")
    if isinstance(upload, str):
        return trace.archives.get(upload)
    for channel in step["Arguments"].get("InputDataConfig") or ():
        if channel.get("ChannelName") == "code":
            found = trace.archives.get(str(channel["DataSource"]["S3DataSource"].get("S3Uri")))
            return replace(found, exists=True, members=found.below) if found is not None and found.below else found
    return None


def repacked_by(model_data: object, trace: Trace) -> Mapping[str, Any] | None:
    """The repack step whose archive `model_data` refers to; ``None`` when it refers to none."""
    if not isinstance(model_data, Mapping):
        return None
    return next(
        (step for step in repack_steps(trace) if model_data.get("Get", "").startswith(f"Steps.{step['Name']}.")), None
    )


def without_model_data(request: Mapping[str, Any]) -> object:
    """A request that says nothing of the model data of its containers."""
    document = copy.deepcopy(dict(request))
    for container in containers(document):
        for name in ("ModelDataUrl", "ModelDataSource"):
            container.pop(name, None)  # type: ignore[attr-defined]
    return document


def _container(definition: Mapping[str, Any]) -> Container:
    return Container(image=definition.get("Image"), environment=environment(definition))


LAYOUT = RequestLayout(
    containers=lambda request: tuple(map(_container, containers(request))),
    inputs=lambda request: tuple(map(model_data, containers(request))),
    role=("ExecutionRoleArn",),
    vpc=("VpcConfig",),
    isolation=("EnableNetworkIsolation",),
    tags=("Tags",),
)
