"""Whether what a builder was given reached the step that it built."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.trace import Trace


def arrived(trace: Trace, input_name: str, step_name: str) -> bool:
    """Whether the compiled step, or one that it brings along, holds the value of an input or refers to its step.

    Args:
        trace: A scenario whose pipeline compiled.
        input_name: The input.
        step_name: The step that yields it; empty when it is no step's.
    """
    document = [trace.request, [step.get("Arguments") for step in trace.steps]]
    given = trace.given_model_data.get(input_name)
    if given is not None and any(each == given for each in parts(document)):
        return True
    # The SDK repacks archives only; what else it uploads is code.
    is_archive = isinstance(given, str) and given.endswith(".tar.gz")
    if is_archive and any(_is_repacked(each, trace) for each in parts(document)):
        return True
    # A step may yield several inputs, each at an output of its own.
    outputs = f"Steps.{step_name}.ProcessingOutputConfig.Outputs["
    text = json.dumps(document)
    if len(trace.scenario.yielded_by(step_name)) > 1 and outputs in text:
        return f"{outputs}'{input_name}']" in text
    return bool(step_name) and f"Steps.{step_name}." in text


#: Environment variables that name a model of a hub, which the container downloads by itself.
_HUB_VARIABLES = ("HF_MODEL_ID", "OPTION_MODEL_ID", "SERVING_MODEL_ID", "MODEL_ID")


def does_without(trace: Trace) -> bool:
    """Whether what was compiled without an input is served all the same: from a hub, a model package, or the config."""
    configured = [value for value in trace.config.values() if isinstance(value, str) and value]
    for part in parts(trace.request):
        if not isinstance(part, Mapping):
            continue
        environment = part.get("Environment")
        if isinstance(environment, Mapping) and any(_names_hub(environment.get(name)) for name in _HUB_VARIABLES):
            return True
        if "ModelPackageName" in part or any(part.get(name) in configured for name in ("ModelDataUrl", "S3Uri")):
            return True
    return False


def _names_hub(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not value.startswith(("/", "s3://"))


def declares(builder: Builder, input_name: str) -> bool:
    """Whether a builder's specification declares an input as required."""
    specification = builder.specification
    return specification is not None and any(
        each.name == input_name and each.required for each in specification.dependencies
    )


def _is_repacked(part: object, trace: Trace) -> bool:
    """Whether a container's archive was uploaded by this build: the given one with the code put into it."""
    # The one of a model, the other of what is not compressed.
    url = (part.get("ModelDataUrl") or part.get("S3Uri")) if isinstance(part, Mapping) else None
    return isinstance(url, str) and url in trace.archives and trace.archives[url].uploaded


def parts(document: object) -> Iterator[Any]:
    """A document and everything in it."""
    yield document
    children = (
        document.values() if isinstance(document, Mapping) else document if isinstance(document, (list, tuple)) else ()
    )
    for child in children:
        yield from parts(child)
