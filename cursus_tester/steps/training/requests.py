"""What a compiled training request says, and the definition of a training job in one of a tuning job."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.request_layout import Container, RequestLayout

#: The member of a tuning request that describes the training job.
TUNED_JOB = "TrainingJobDefinition"

#: Where a training container finds its channels, each in a folder of its own.
CHANNELS_FOLDER = "/opt/ml/input/data"
#: The channel by which the SDK gives its code to a container without a network (2.257.7).
CODE_CHANNEL = "code"
#: The channel of what SDK v3 starts the script with (train 1.27.0).
DRIVERS_CHANNEL = "sm_drivers"
#: The channel of a model to go on from, and the one of hyperparameters in a file, which the SDK adds.
SDK_CHANNELS = frozenset({CODE_CHANNEL, DRIVERS_CHANNEL, "model"})


def channels(request: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The channels of a request by name, each with its S3 URI; the SDK's own left out."""
    for channel in request.get("InputDataConfig") or ():
        name = channel.get("ChannelName")
        if name not in SDK_CHANNELS:
            yield str(name), uri_of(channel)


def refusals(request: Mapping[str, Any]) -> Iterator[str]:
    """What the service refuses of a training job though its model does not say so."""
    listed = request.get("InputDataConfig")
    names = [each.get("ChannelName") for each in listed or () if isinstance(each, Mapping)]
    for name, count in sorted(Counter(each for each in names if isinstance(each, str)).items()):
        if count == 1:
            continue
        whose = ", one of them the SDK's own, which brings the code" if name in (CODE_CHANNEL, DRIVERS_CHANNEL) else ""
        yield f"{count} channels have the name {name!r}{whose}; the service takes each name once"


def containers(request: Mapping[str, Any]) -> tuple[Container, ...]:
    """The container of a training job."""
    image = (request.get("AlgorithmSpecification") or {}).get("TrainingImage")
    return (Container(image=image, environment=request.get("Environment") or {}),)


def inputs(request: Mapping[str, Any]) -> tuple[Any, ...]:
    """Where the data of each channel is."""
    return tuple(uri for _, uri in channels(request))


LAYOUT = RequestLayout(
    containers=containers,
    inputs=inputs,
    role=("RoleArn",),
    vpc=("VpcConfig",),
    isolation=("EnableNetworkIsolation",),
    traffic=("EnableInterContainerTrafficEncryption",),
    tags=("Tags",),
)


def uri_of(channel: Mapping[str, Any]) -> Any:
    """Where the data of a channel is; ``None`` where it is not in S3."""
    source = channel.get("DataSource") or {}
    return (source.get("S3DataSource") or {}).get("S3Uri")


def metric_definitions(request: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The names and regular expressions of the metrics that SageMaker reads from the log."""
    for each in (request.get("AlgorithmSpecification") or {}).get("MetricDefinitions") or ():
        yield str(each.get("Name")), each.get("Regex")


def expression_problem(expression: object) -> str:
    """What is wrong with the regular expression of a metric; empty where nothing is."""
    if not isinstance(expression, str):
        return ""
    try:
        groups = re.compile(expression).groups
    except re.error as error:
        return f"does not compile ({error})"
    return "" if groups == 1 else f"has {groups} groups, expected 1"


def definitions(request: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The training jobs that are tuned: one, or several that compete."""
    return tuple(each for each in (request.get(TUNED_JOB), *(request.get(f"{TUNED_JOB}s") or ())) if each)
