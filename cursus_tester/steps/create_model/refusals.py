"""What SageMaker refuses in a CreateModel request though its service model does not say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def refusals(request: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the containers of a request, one line each."""
    containers = request.get("Containers")
    has_primary = "PrimaryContainer" in request
    if has_primary and containers:
        yield "the request has both PrimaryContainer and Containers; the service takes one of them"
    if not has_primary and not containers:
        yield "the request has neither PrimaryContainer nor Containers; the service needs one of them"
    for container in [request.get("PrimaryContainer"), *(containers or ())]:
        if isinstance(container, Mapping) and not container.get("Image") and not container.get("ModelPackageName"):
            yield "a container has no Image"
        if isinstance(container, Mapping) and container.get("Mode") == "MultiModel":
            # One container for many archives: the prefix that they lie below.
            continue
        if isinstance(container, Mapping) and not _names_archive(container.get("ModelDataUrl")):
            url = container.get("ModelDataUrl")
            yield f"ModelDataUrl is {url!r}, which does not end in .tar.gz; the service takes one compressed archive"


def _names_archive(model_data: object) -> bool:
    """Whether model data may be a ``.tar.gz`` archive, as far as its text is known before the pipeline runs."""
    if isinstance(model_data, Mapping) and isinstance(model_data.get("Std:Join"), Mapping):
        join = model_data["Std:Join"]
        values = join.get("Values") or [None]
        parts = [value if isinstance(value, str) else "" for value in values]
        ends_openly = not isinstance(values[-1], str)
        return ends_openly or str(join.get("On", "")).join(parts).endswith(".tar.gz")
    return not isinstance(model_data, str) or model_data.endswith(".tar.gz")
