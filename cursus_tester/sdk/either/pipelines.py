"""Pipelines and their variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cursus_tester.sdk.either.workflow import (
    Join,
    Parameter,
    ParameterString,
    Pipeline,
    Properties,
    is_pipeline_variable,
)
from cursus_tester.sdk.expressions import New, PropertyReference

#: See `cursus_tester.sdk.protocol.Pipelines`.
is_variable = is_pipeline_variable


def parameter(name: str, default: str) -> Any:
    """See `cursus_tester.sdk.protocol.Pipelines`."""
    return ParameterString(name=name, default_value=default)


def join(separator: str, values: Sequence[Any]) -> Any:
    """See `cursus_tester.sdk.protocol.Pipelines`."""
    return Join(on=separator, values=list(values))


def is_parameter(value: object) -> bool:
    """See `cursus_tester.sdk.protocol.Pipelines`."""
    return isinstance(value, Parameter)


def joined(value: object) -> Sequence[Any]:
    """See `cursus_tester.sdk.protocol.Pipelines`."""
    return value.values if isinstance(value, Join) else ()


def expression(variable: Any) -> Any:
    """See `cursus_tester.sdk.protocol.Pipelines`."""
    return variable.expr


def written(value: object) -> New | PropertyReference | None:
    """See `cursus_tester.sdk.protocol.Pipelines`."""
    match value:
        case ParameterString():
            return New(cls=ParameterString, arguments={"name": value.name, "default_value": value.default_value})
        case Join():
            return New(cls=Join, arguments={"on": value.on, "values": list(value.values)})
        case Properties():
            # {"Get": "Steps.<name>.ModelArtifacts.S3ModelArtifacts"}
            step, dot, path = str(value.expr["Get"]).removeprefix("Steps.").partition(".")
            # What a Lambda step says has another name in definitions.
            return PropertyReference(step=step, path=(dot + path).replace(".OutputParameters[", ".Outputs["))
    return None


def compile(name: str, parameters: Sequence[Any], steps: Sequence[Any], session: Any) -> str:
    """See `cursus_tester.sdk.protocol.Pipelines`."""
    pipeline = Pipeline(name=name, parameters=list(parameters), steps=list(steps), sagemaker_session=session)
    return str(pipeline.definition())
