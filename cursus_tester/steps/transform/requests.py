"""What a compiled transform request says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cursus_tester.evidence.request_layout import Container, RequestLayout, member
from cursus_tester.sdk.names import TRANSFORM_INPUT_MEMBER

_DATA = (TRANSFORM_INPUT_MEMBER, "DataSource", "S3DataSource", "S3Uri")


def containers(request: Mapping[str, Any]) -> tuple[Container, ...]:
    """The container of the model, of which a job sets the environment only."""
    return (Container(environment=request.get("Environment") or {}),)


def inputs(request: Mapping[str, Any]) -> tuple[Any, ...]:
    """The name of the model, and where the data is."""
    return request.get("ModelName"), member(request, _DATA)


LAYOUT = RequestLayout(containers=containers, inputs=inputs, tags=("Tags",))
