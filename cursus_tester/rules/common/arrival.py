"""Whether what a builder was given reached the step that it built."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

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
    if isinstance(given, str) and any(_is_repacked(each, trace) for each in parts(document)):
        return True
    # A step may yield several inputs, each at an output of its own.
    outputs = f"Steps.{step_name}.ProcessingOutputConfig.Outputs["
    text = json.dumps(document)
    if len(trace.scenario.yielded_by(step_name)) > 1 and outputs in text:
        return f"{outputs}'{input_name}']" in text
    return bool(step_name) and f"Steps.{step_name}." in text


def _is_repacked(part: object, trace: Trace) -> bool:
    """Whether a container's archive was uploaded by this build: the given one with the code put into it."""
    url = part.get("ModelDataUrl") if isinstance(part, Mapping) else None
    return isinstance(url, str) and url in trace.archives and trace.archives[url].uploaded


def parts(document: object) -> Iterator[Any]:
    """A document and everything in it."""
    yield document
    children = (
        document.values() if isinstance(document, Mapping) else document if isinstance(document, (list, tuple)) else ()
    )
    for child in children:
        yield from parts(child)
