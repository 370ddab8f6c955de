"""What a compiled tuning request says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.request_layout import Container, RequestLayout
from cursus_tester.steps.training import requests as training


def objectives(request: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The objective of each training job that is tuned: type and metric, with the definition of the job."""
    shared = (request.get("HyperParameterTuningJobConfig") or {}).get("HyperParameterTuningJobObjective")
    for each in training.definitions(request):
        objective = each.get("TuningObjective") or shared
        if objective:
            yield objective, each


def ranges(request: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The ranges that are searched, each with its kind: ``Integer``, ``Continuous`` or ``Categorical``."""
    config = request.get("HyperParameterTuningJobConfig") or {}
    for holder in (
        config.get("ParameterRanges"),
        *(each.get("HyperParameterRanges") for each in training.definitions(request)),
    ):
        for kind in ("Integer", "Continuous", "Categorical"):
            for each in (holder or {}).get(f"{kind}ParameterRanges") or ():
                yield kind, each


def refusals(request: Mapping[str, Any]) -> Iterator[str]:
    """What the service refuses of the training jobs though its model does not say so."""
    for each in training.definitions(request):
        yield from training.refusals(each)


def containers(request: Mapping[str, Any]) -> tuple[Container, ...]:
    """The containers of the training jobs."""
    return tuple(container for each in training.definitions(request) for container in training.containers(each))


def inputs(request: Mapping[str, Any]) -> tuple[Any, ...]:
    """Where the data of each channel is."""
    return tuple(uri for each in training.definitions(request) for uri in training.inputs(each))


LAYOUT = RequestLayout(
    containers=containers,
    inputs=inputs,
    role=(training.TUNED_JOB, "RoleArn"),
    vpc=(training.TUNED_JOB, "VpcConfig"),
    isolation=(training.TUNED_JOB, "EnableNetworkIsolation"),
    traffic=(training.TUNED_JOB, "EnableInterContainerTrafficEncryption"),
    tags=("Tags",),
)
