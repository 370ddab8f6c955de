"""CO301: a condition decides something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.definition import json_gets_in
from cursus_tester.evidence.expressions import is_expression, references
from cursus_tester.evidence.scenario import BRANCHES
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common import causes
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import JSON_GET
from cursus_tester.steps.condition.step_types import STEP_TYPES


@rule("CO301", "condition-sound", step_types=STEP_TYPES, each_step=True, explained_by=("PL307",))
def condition_sound(traces: Traces) -> Iterator[Finding]:
    """Decides between branches by something that only the run knows.

    What it checks: the step has conditions, and steps in one of its branches at least. Each condition compares
    something of the run, the output of a step or a parameter, with something else. A `JsonGet` says where in the JSON
    its value is, and reads a property file that its step has. What is above or below something is no text that reads
    as a number, and a number of the config is compared as one. No step stands in both branches, or in a branch and
    beside the condition. A step that the caller gives as `if_steps` or `else_steps` is in that branch.

    Why: without conditions a run always takes the same branch, and the SDK says nothing (2.257.7). Nor does it of two
    numbers that are known while the pipeline is built.

    How to fix: `conditions=[ConditionGreaterThanOrEqualTo(left=JsonGet(step_name=…, …), right=threshold)]`, with steps
    in `if_steps` or `else_steps` that are in no other list.
    """
    for trace in traces.compiled():
        request = trace.request or {}
        # A plain value in place of what a step yields is the caller's: here the scenario's.
        given = frozenset(value for value in trace.given_model_data.values() if isinstance(value, str))
        numbers = frozenset(str(value) for value in trace.config.values() if type(value) in (int, float))
        for message, hint in _problems(request, [str(step.get("Name")) for step in trace.steps], given, numbers):
            yield Finding(message=message, hint=hint, place=step_place(trace), scenario=trace.scenario.name)
        if any(not found.get("Path") for found in json_gets_in(request.get("Conditions"))):
            yield Finding(
                message=f"its {JSON_GET} has no json_path",
                hint='say where in the JSON the value is: json_path="metrics.value"',
                place=step_place(trace),
                scenario=trace.scenario.name,
                cause=causes.JSON_PATH,
            )
        for keyword, name in BRANCHES if trace.scenario.has_branches else ():
            branch = "".join(part.capitalize() for part in keyword.split("_"))
            if name not in _names(request.get(branch)):
                yield Finding(
                    message=f"a step that is given as {keyword} is not in {branch} of the compiled step",
                    hint=f"pass all of them on: {keyword}=list({keyword})",
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                )
        for step, file in _unattached(trace):
            yield Finding(
                message=f"its {JSON_GET} reads the property file {file}, which {step} does not have",
                hint="name the property file that the step has: property_file=step.property_files[0].name",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def _unattached(trace: Trace) -> Iterator[tuple[str, str]]:
    """The property files that conditions read of a step that has others."""
    held = {str(step.get("Name")): step.get("PropertyFiles") or () for step in trace.steps}
    for reference in references((trace.request or {}).get("Conditions"), "Steps."):
        step, _, file = reference.partition(".PropertyFiles.")
        files = [each.get("PropertyFileName") for each in held.get(step, ())]
        if file and files and file not in files:
            yield step, file


def _problems(
    request: Mapping[str, Any], beside: list[str], given: frozenset[str], numbers: frozenset[str]
) -> Iterator[tuple[str, str]]:
    conditions = request.get("Conditions") or []
    if not conditions:
        yield "the step has no conditions", "pass conditions=[…]"
    for each in conditions:
        if not any(is_expression(part) or (isinstance(part, str) and part in given) for part in _parts(each)):
            message = f"the condition {each.get('Type')} compares only what is known while the pipeline is built"
            yield message, "compare the output of a step, or a parameter"
        elif "LeftValue" in each and each["LeftValue"] == each.get("RightValue"):
            message = f"the condition {each.get('Type')} compares a value with itself"
            yield message, "compare the output of a step with a threshold"
        # A condition may join others, or be the opposite of one.
        for inner in (part for part in _parts(each) if isinstance(part, Mapping) and "Type" in part):
            for text in (*_numbers_as_texts(inner), *_numbers_of_config(inner, numbers)):
                message = f"the condition {inner['Type']} compares with the text {text!r}"
                yield message, f"compare with the number: {text}"
    branches = [_names(request.get(branch)) for branch in ("IfSteps", "ElseSteps")]
    if not any(branches):
        yield "both branches are empty", "pass if_steps=[…] or else_steps=[…]"
    for name in sorted({*branches[0]} & {*branches[1]}):
        yield f"{name} is in both branches", "make a step for each branch, or run it before the condition"
    for name in sorted({*branches[0], *branches[1]} & {*beside}):
        yield f"{name} is in a branch, and in the pipeline beside it", "leave it out of the pipeline's own steps"


#: The types of conditions that say what is more.
_ORDERED = ("GreaterThan", "GreaterThanOrEqualTo", "LessThan", "LessThanOrEqualTo")


def _numbers_as_texts(condition: Mapping[str, Any]) -> Iterator[str]:
    """The texts that read as numbers where a condition says what is more."""
    for name in ("LeftValue", "RightValue") if condition.get("Type") in _ORDERED else ():
        value = condition.get(name)
        if isinstance(value, str) and re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", value.strip(), re.IGNORECASE):
            yield value


def _numbers_of_config(condition: Mapping[str, Any], numbers: frozenset[str]) -> Iterator[str]:
    """The texts that a condition compares with, and that are numbers in the config: JSON tells one from the other."""
    if condition.get("Type") in ("Equals", "In"):
        listed = condition.get("Values")
        compared = (condition.get("RightValue"), *(listed if isinstance(listed, list) else ()))
        yield from (each for each in compared if isinstance(each, str) and each in numbers)


def _names(steps: Any) -> list[str]:
    return [str(each.get("Name")) for each in steps or () if isinstance(each, Mapping)]


def _parts(document: Any) -> Iterator[Any]:
    yield document
    children = document.values() if isinstance(document, Mapping) else document if isinstance(document, list) else ()
    for each in children:
        yield from _parts(each)
