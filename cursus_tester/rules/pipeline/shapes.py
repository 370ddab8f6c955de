"""PL317: what steps that call no API of SageMaker hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.expressions import is_expression
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.rules.registry import rule

_AS_TEXT = "pass a string: str(value), or json.dumps of a nested value"


@rule("PL317", "step-values-fit")
def step_values_fit(pipeline: Pipelines) -> Iterator[Finding]:
    """Gives its Callback, EMR and Fail steps the kinds of values that a definition takes.

    What it checks: the queue of a callback step is a URL, and its inputs are plain values; the arguments of an EMR step
    and the message of a fail step are strings, or pipeline variables.

    Why: these steps call no API of SageMaker, so no model of a request says what they hold; the JSON schema of pipeline
    definitions does. The SDK (2.257.7) compiles a number or a nested value without a word.

    How to fix: `str(value)`, or `json.dumps(value)` of a nested one; for the queue its URL (`https://sqs.…`), not its
    ARN or name.
    """
    looked = False
    for defined in pipeline.compiled():
        for step in defined.steps:
            for message, hint in _faults(step):
                yield Finding(
                    message=f"{step.name}: {message}",
                    hint=hint,
                    place=defined.place_of(step.name),
                    scenario=PLAIN_SCENARIO,
                )
            looked = looked or step.type in ("Callback", "EMR", "Fail")
    if not looked:
        raise NotApplicable("there is no Callback, EMR or Fail step in it")


def _faults(step: DefinedStep) -> Iterator[tuple[str, str]]:
    if step.type == "Callback":
        queue = step.entry.get("SqsQueueUrl")
        if isinstance(queue, str) and not queue.startswith("https://"):
            yield f"the queue is {queue!r}, which is no URL", "pass sqs_queue_url=, such as https://sqs.…"
        for name, value in step.arguments.items():
            if not (isinstance(value, (str, int, float)) or is_expression(value)):
                yield f"the input {name!r} is {value!r}, which is no plain value", _AS_TEXT
    elif step.type == "EMR":
        for value in _arguments_of(step.arguments):
            if not _is_text(value):
                yield f"the argument {value!r} is no string", _AS_TEXT
    elif step.type == "Fail":
        message = step.arguments.get("ErrorMessage")
        if not _is_text(message):
            yield f"the message {message!r} is no string", _AS_TEXT


def _arguments_of(arguments: Mapping[str, Any]) -> list[Any]:
    found: Any = arguments
    for key in ("StepConfig", "HadoopJarStep", "Args"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else []


def _is_text(value: object) -> bool:
    return isinstance(value, str) or is_expression(value)
