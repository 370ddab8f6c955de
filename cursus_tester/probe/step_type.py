"""What running builders needs to know of the type of step that they build."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cursus_tester.sdk.expressions import New
from cursus_tester.sdk.protocol import Listening


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """The operation of an AWS API that a run of the step calls."""

    #: As boto3 names it.
    service: str
    #: Such as ``CreateModel``.
    name: str
    #: The member that holds the name of what is made, which the SDK leaves to the service.
    name_member: str
    #: What the service refuses in a request though its model does not say so, one line each.
    refusals: Callable[[Mapping[str, Any]], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepType:
    """One type of step."""

    #: Its ``Type`` in the pipeline definition.
    definition_type: str
    operation: Operation
    #: The calls of the SDK that are noted while such a step is built.
    listening: Listening
    #: A step of the type, made of a model archive, a folder of code and a session.
    sample: Callable[[Any, str, Any], New]
