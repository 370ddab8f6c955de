"""What a compiled request to register a model says."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from cursus_tester.evidence.request_layout import Container, RequestLayout
from cursus_tester.evidence.trace import Trace


def specification(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the package says of the model's inference."""
    return request.get("InferenceSpecification") or {}


def packaged(request: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The containers of the package."""
    return tuple(each for each in specification(request).get("Containers") or () if isinstance(each, Mapping))


def containers(request: Mapping[str, Any]) -> tuple[Container, ...]:
    """The images and environments of the containers of the package."""
    return tuple(
        Container(image=each.get("Image"), environment=each.get("Environment") or {}) for each in packaged(request)
    )


def inputs(request: Mapping[str, Any]) -> tuple[Any, ...]:
    """Where the model of each container is."""
    return tuple(each.get("ModelDataUrl") for each in packaged(request))


LAYOUT = RequestLayout(containers=containers, inputs=inputs, tags=("Tags",))


def as_model(trace: Trace) -> Trace:
    """The trace with the request that would create the registered model."""
    return dataclasses.replace(trace, request={"Containers": list(packaged(trace.request or {}))})
