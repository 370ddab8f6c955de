"""PL306 and PL307: what steps read of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.definition import DefinedStep, Reference, json_gets_in
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.pipeline.explained import is_of_json_get
from cursus_tester.rules.pipeline.loops import fault_of_loop, faults_of_items
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import JSON_GET, PROPERTY_FILE
from cursus_tester.sdk.service_shapes import kind_of_argument, kind_of_property, list_names, parts_of

_PROPERTY_FILES = "PropertyFiles."
#: Lists of a request whose entries are looked up by name: (property, list in the arguments, name of an entry, word).
_NAMED = (
    (("ProcessingOutputConfig", "Outputs"), "OutputName", "output"),
    (("ProcessingInputs",), "InputName", "input"),
    (("InputDataConfig",), "ChannelName", "channel"),
)
_JOIN = "Std:Join"
_LOOP = "ForEach"
#: Where a step's declared outputs stand in its entry.
_OUTPUTS = "OutputParameters"
#: The training jobs of a search, the best first, of which a tuning step keeps so many (the SDK's documentation of
#: `get_top_model_s3_uri`, 2.257.7), and where it says how many it runs.
_RANKED, _KEPT = "TrainingJobSummaries", 50
_MOST_JOBS = ("HyperParameterTuningJobConfig", "ResourceLimits", "MaxNumberOfTrainingJobs")


@rule("PL306", "property-resolves", fixable=True)
def property_resolves(pipeline: Pipelines) -> Iterator[Finding]:
    """Reads only properties that the other step has.

    What it checks: each `Steps.<name>.<path>` in the compiled steps names a step of the pipeline, and a property of it:
    the attribute is one that the service's Describe answer has, an output, input, channel or index one that the other
    step's own arguments have, and a single value where a single value is wanted; of a search a training job that it
    runs and keeps. The item of a loop of SDK v3 is read
    in its body only, and of a loop only the steps that it has, or the round that it selects.

    Why: the SDK (2.257.7) checks only the names of attributes. `Outputs["trian"]` compiles, and so does the whole of
    `step.properties` where a location is wanted; the pipeline fails when it runs, after the steps before it.

    How to fix: use the name that the other step gives its output, and the property behind it that holds the value, such
    as `.S3Output.S3Uri`.
    """
    for defined in pipeline.compiled():
        for step in defined.steps:
            for what, why, hint in faults_of_items(step):
                yield Finding(
                    message=f"{step.name} reads {what}: {why}",
                    hint=hint,
                    place=defined.place_of(step.name),
                    scenario=PLAIN_SCENARIO,
                )
            for reference in dict.fromkeys(step.references):
                said = _fault(defined, step, reference)
                if said:
                    yield Finding(
                        message=f"{step.name} reads Steps.{reference.step}{_dotted(reference.path)}: {said[0]}",
                        hint=said[1],
                        place=defined.place_of(step.name),
                        scenario=PLAIN_SCENARIO,
                    )


def _dotted(path: str) -> str:
    return f".{path}" if path and not path.startswith("[") else path


def _fault(defined: Defined, step: DefinedStep, reference: Reference) -> tuple[str, str] | None:
    other = defined.step(reference.step)
    if other is None:
        # Who puts a step into a pipeline puts others beside it.
        said = f"there is no step {reference.step}", "add the step to the pipeline, or correct its name"
        return said if defined.pipeline.is_own else None
    if reference.path.startswith(_PROPERTY_FILES):
        return None
    if other.type == _LOOP:
        return fault_of_loop(defined, other, reference.path)
    if reference.path.startswith(_OUTPUTS):
        return _fault_of_output(other, reference.path)
    kind = kind_of_property(other.type, reference.path)
    if kind is None:
        return None
    if not kind:
        return f"a {other.type} step has no such property", "use a property that its Describe answer has"
    too_far = _fault_of_rank(other, reference.path)
    if too_far is not None:
        return too_far
    for path, key, word in _NAMED:
        missing = _missing_name(other, reference.path, path, key)
        if missing is not None and not defined.is_given(other.name):
            there = ", ".join(_names(other, path, key)) or "none"
            return f"{other.name} has no {word} {missing!r}; there is {there}", f"use the name of an {word} that it has"
    if kind != "scalar" and _wants_single_value(step, reference):
        shown = "a whole structure" if kind == "structure" else f"a whole {kind}"
        return f"that is {shown}, and a single value is wanted", "add the property behind it that holds the value"
    return None


def _fault_of_output(other: DefinedStep, path: str) -> tuple[str, str] | None:
    declared = list(list_names(other.entry, _OUTPUTS, "OutputName"))
    name = parts_of(path)[-1]
    if not declared or name in declared:
        return None
    return (
        f"it declares no output {name!r}; there is {', '.join(declared)}",
        "use the name of an output that it declares",
    )


def _fault_of_rank(other: DefinedStep, path: str) -> tuple[str, str] | None:
    """Where the training job of a search is read that it does not keep, or never runs."""
    parts = parts_of(path)
    if len(parts) < 2 or parts[0] != _RANKED or not isinstance(parts[1], int):
        return None
    value: Any = other.arguments
    for each in _MOST_JOBS:
        value = value.get(each) if isinstance(value, Mapping) else None
    most = min(value, _KEPT) if isinstance(value, int) else _KEPT
    if parts[1] < most:
        return None
    return (
        f"{other.name} has {most} training jobs there at the most",
        f"take one of them, from 0, which is the best, to {most - 1}",
    )


def _names(step: DefinedStep, path: tuple[str, ...], key: str) -> list[str]:
    value: Any = step.arguments
    for each in path[:-1]:
        value = value.get(each) if isinstance(value, Mapping) else None
    return list(list_names(value, path[-1], key)) if value is not None else []


def _missing_name(other: DefinedStep, path: str, named: tuple[str, ...], key: str) -> str | int | None:
    """The name or index behind one of the lists that are looked up by name, where the other step has none such."""
    parts = parts_of(path)
    if parts[: len(named)] != named or len(parts) <= len(named):
        return None
    wanted, known = parts[len(named)], _names(other, named, key)
    if isinstance(wanted, int):
        return wanted if wanted >= len(known) else None
    return wanted if wanted not in known else None


def _wants_single_value(step: DefinedStep, reference: Reference) -> bool:
    where = reference.where
    if _JOIN in where:
        return True
    return where[:1] == ("Arguments",) and kind_of_argument(step.type, where[1:]) == "scalar"


@rule("PL307", "property-file")
def property_file(pipeline: Pipelines) -> Iterator[Finding]:
    """Reads JSON only from property files that are there.

    What it checks: each `JsonGet` names a step of the pipeline, a property file in the `property_files` of that step,
    an output for it that the step has, and a path in the JSON.

    Why: the SDK (2.257.7) refuses an unknown step, and a file or output that is not there where the condition names the
    file by a string. A `PropertyFile` object that no step was given, an output that the step does not have and a
    missing path it compiles. The condition fails when the pipeline runs, after the steps before it.

    How to fix: `ProcessingStep(property_files=[report])` with the file, `PropertyFile(output_name=…)` with the name of
    an output of that step, `JsonGet(json_path="metrics.value")`.
    """
    problem = pipeline.problem
    if problem is not None and is_of_json_get(problem):
        yield Finding(
            message=problem.message,
            hint="name a step of the pipeline that has this property file among its property_files",
            place=problem.place or NOWHERE,
            scenario=PLAIN_SCENARIO,
        )
    for defined in pipeline.compiled():
        for step in defined.steps:
            for said, hint in dict.fromkeys(_faults_of_files(defined, step)):
                yield Finding(
                    message=f"{step.name}: {said}",
                    hint=hint,
                    place=defined.place_of(step.name),
                    scenario=PLAIN_SCENARIO,
                    cause=causes.JSON_PATH if "json_path" in said else "",
                )


_FILE = re.compile(r"Steps\.([^.]+)\.PropertyFiles\.(.+)")


def _faults_of_files(defined: Defined, step: DefinedStep) -> Iterator[tuple[str, str]]:
    for each in json_gets_in(step.own_entry):
        if not each.get("Path"):
            yield f"its {JSON_GET} has no json_path", 'say where in the JSON the value is: json_path="metrics.value"'
        file = each.get(PROPERTY_FILE)
        match = _FILE.fullmatch(str(file.get("Get", ""))) if isinstance(file, Mapping) else None
        if match is None:
            continue
        other, name = defined.step(match[1]), match[2]
        if other is None:
            if defined.pipeline.is_own:
                yield (
                    f"its {JSON_GET} names the step {match[1]}, which is not there",
                    "name the step that writes the file",
                )
            continue
        if defined.is_given(other.name):
            continue
        files = {str(each.get("PropertyFileName")): each for each in other.entry.get("PropertyFiles") or ()}
        if name not in files:
            yield (
                f"its {JSON_GET} reads the property file {name!r}, which {other.name} does not have",
                f"give it to that step: property_files=[…] of {other.name}",
            )
            continue
        output = files[name].get("OutputName")
        outputs = _names(other, ("ProcessingOutputConfig", "Outputs"), "OutputName")
        if isinstance(output, str) and output not in outputs:
            yield (
                f"the property file {name!r} lies in the output {output!r}, which {other.name} does not have; "
                f"there is {', '.join(outputs) or 'none'}",
                f"let output_name of the {PROPERTY_FILE} be the name of an output of that step",
            )
