"""Where the compiled arguments of a step say what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """What a container of a job or of a model is started with."""

    #: The image's URI, or the expression that stands for it; ``None``: the request names none.
    image: Any = None
    environment: Mapping[str, Any] = field(default_factory=dict)


def _no_containers(request: Mapping[str, Any]) -> tuple[Container, ...]:
    return ()


def _no_values(request: Mapping[str, Any]) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLayout:
    """Where the compiled arguments of a step say what. A place is the names of members, from the outside in."""

    #: The containers that a run of the step starts.
    containers: Callable[[Mapping[str, Any]], tuple[Container, ...]] = _no_containers
    #: The values of the step's inputs, such as ``s3://`` URIs.
    inputs: Callable[[Mapping[str, Any]], tuple[Any, ...]] = _no_values
    #: The execution role; empty: the step has none.
    role: tuple[str, ...] = ()
    vpc: tuple[str, ...] = ()
    isolation: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    #: Whether the containers of one job talk to each other encrypted; empty: there is no such choice.
    traffic: tuple[str, ...] = ()


def member(request: Mapping[str, Any], place: tuple[str, ...]) -> Any:
    """What stands at a place of a request; ``None`` where nothing does, or the place is empty."""
    found: Any = request if place else None
    for name in place:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
