"""Reading compiled ``CreateProcessingJob`` requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.evidence.request_layout import Container, RequestLayout
from cursus_tester.sdk.names import FEATURE_STORE_OUTPUT, NETWORK_CONFIG

#: The inputs that the SDK adds for code (sagemaker 2.257.7), and where it puts them.
_CODE_INPUTS: Mapping[str, str] = {
    "code": "/opt/ml/processing/input/code",
    "entrypoint": "/opt/ml/processing/input/entrypoint",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """An input or an output of a processing job."""

    name: Any
    #: Where it is in the container; ``None``: the request does not say.
    path: Any
    #: Where it is in S3; ``None``: the request does not say.
    uri: Any
    #: Whether it is a data set of Athena or Redshift, or a feature group.
    is_managed: bool = False
    #: How many places it names, of S3 or a managed one.
    places: int = 1


def inputs(request: Mapping[str, Any]) -> tuple[Channel, ...]:
    """All inputs, those of code too."""
    return tuple(_channels(request.get("ProcessingInputs"), "S3Input", "DatasetDefinition"))


def data_inputs(request: Mapping[str, Any]) -> tuple[Channel, ...]:
    """The inputs that the builder gave, without those that the SDK adds for code."""
    return tuple(each for each in inputs(request) if not _holds_code(each))


def outputs(request: Mapping[str, Any]) -> tuple[Channel, ...]:
    """All outputs."""
    config = request.get("ProcessingOutputConfig")
    listed = config.get("Outputs") if isinstance(config, Mapping) else None
    return tuple(_channels(listed, "S3Output", FEATURE_STORE_OUTPUT))


def arguments(request: Mapping[str, Any]) -> list[Any]:
    """The arguments of the container's program."""
    found = _specification(request).get("ContainerArguments")
    return found if isinstance(found, list) else []


def entrypoint(request: Mapping[str, Any]) -> list[Any]:
    """The program that the container runs; empty: that of its image."""
    found = _specification(request).get("ContainerEntrypoint")
    return found if isinstance(found, list) else []


def image(request: Mapping[str, Any]) -> Any:
    """The image of the container; ``None``: the request does not say."""
    return _specification(request).get("ImageUri")


def repeated(channels: tuple[Channel, ...]) -> list[str]:
    """The names that several channels have."""
    counted = Counter(each.name for each in channels if isinstance(each.name, str))
    return sorted(name for name, count in counted.items() if count > 1)


def refusals(request: Mapping[str, Any]) -> Iterator[str]:
    """What the service refuses though its model does not say so."""
    yield from _refusals(request, "")


def refusals_under_v3(request: Mapping[str, Any]) -> Iterator[str]:
    """The same where the SDK leaves out what an input takes from Athena or Redshift (core 2.27.0)."""
    yield from _refusals(request, " (SDK v3 drops a dataset_definition: read what an earlier step wrote to S3)")


def _refusals(request: Mapping[str, Any], of_input: str) -> Iterator[str]:
    for what, channels, places, why in (
        ("input", inputs(request), "S3Input and DatasetDefinition", of_input),
        ("output", outputs(request), f"S3Output and {FEATURE_STORE_OUTPUT}", ""),
    ):
        for name in repeated(channels):
            yield f"several {what}s have the name {name!r}; the service takes each name once"
        for each in channels:
            if each.places != 1:
                named = f"none of {places}{why}" if each.places == 0 else f"both {places}"
                yield f"the {what} {each.name!r} has {named}; the service wants exactly one"


def _holds_code(channel: Channel) -> bool:
    where = _CODE_INPUTS.get(channel.name) if isinstance(channel.name, str) else None
    return where is not None and str(channel.path).rstrip("/") == where


def _specification(request: Mapping[str, Any]) -> Mapping[str, Any]:
    found = request.get("AppSpecification")
    return found if isinstance(found, Mapping) else {}


def _channels(listed: Any, stored: str, managed: str) -> Iterator[Channel]:
    for each in listed if isinstance(listed, list) else ():
        if not isinstance(each, Mapping):
            continue
        place = each.get(stored)
        place = place if isinstance(place, Mapping) else {}
        name = each.get("InputName", each.get("OutputName"))
        yield Channel(
            name=name,
            path=place.get("LocalPath"),
            uri=place.get("S3Uri"),
            is_managed=managed in each and not place,
            places=(stored in each) + (managed in each),
        )


def _containers(request: Mapping[str, Any]) -> tuple[Container, ...]:
    environment = request.get("Environment")
    return (
        Container(
            image=image(request),
            environment=environment if isinstance(environment, Mapping) else {},
        ),
    )


LAYOUT = RequestLayout(
    containers=_containers,
    inputs=lambda request: tuple(each.uri for each in data_inputs(request)),
    role=("RoleArn",),
    vpc=(NETWORK_CONFIG, "VpcConfig"),
    isolation=(NETWORK_CONFIG, "EnableNetworkIsolation"),
    traffic=(NETWORK_CONFIG, "EnableInterContainerTrafficEncryption"),
    tags=("Tags",),
)
