"""PL319 and PL320: the locations that steps hand on to each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard

from cursus_tester.evidence.definition import DefinedStep, references_in
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import TRANSFORM_INPUT_MEMBER

_JOIN = "Std:Join"
#: Properties that hold a location in S3.
_LOCATION = re.compile(r"(?:^|\.)(?:S3Uri|S3OutputPath|S3ModelArtifacts)$")
#: What comes behind a location as a part of a path.
_NAME = re.compile(r"[^\W_][\w./-]*")


@rule("PL319", "joined-path")
def joined_path(pipeline: Pipelines) -> Iterator[Finding]:
    """Puts one slash between a location and the name behind it.

    What it checks: in each `Join` in which a name stands behind the location of another step's output or model, there
    is one slash between them: the location of an output has none at its end, unless its destination is written so.
    Behind a location that a pipeline variable decides, nobody knows. A `-` or `_` makes a location beside the first.

    Why: `Join(on="", values=[output, "evaluation.json"])` gives `…/evaluationevaluation.json`, and a second slash gives
    another object of S3. The SDK (2.257.7) compiles both; the job, or the registration, finds nothing there.

    How to fix: `Join(on="/", values=[location, "evaluation.json"])`.
    """
    for defined in pipeline.compiled():
        for step in defined.steps:
            for said in dict.fromkeys(_ill_joined(defined, step)):
                yield Finding(
                    message=f"{step.name}: {said}",
                    hint='join them with on="/", and let the name begin without a slash',
                    place=defined.place_of(step.name),
                    scenario=PLAIN_SCENARIO,
                )


def _ill_joined(defined: Defined, step: DefinedStep) -> Iterator[str]:
    for join in _joins_in(step.own_entry):
        on, values = join.get("On"), join.get("Values")
        if on not in ("", "/") or not isinstance(values, list):
            continue
        for before, name in itertools.pairwise(values):
            location = _location(before)
            if location is None or not isinstance(name, str):
                continue
            has_slash = _ends_with_slash(defined, before)
            if on == "" and _NAME.fullmatch(name) and has_slash is False:
                yield f"{name!r} is joined to {location} without a slash between them"
            elif name.startswith("/") and _NAME.fullmatch(name.lstrip("/")) and (on == "/" or has_slash is True):
                yield f"{name!r} is joined to {location} with two slashes between them"


def _joins_in(value: Any) -> Iterator[Mapping[str, Any]]:
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Mapping):
            found = each.get(_JOIN)
            if isinstance(found, Mapping):
                yield found
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)


def _location(value: Any) -> str | None:
    """What a value refers to, where that is a location of another step."""
    found = list(references_in(value)) if isinstance(value, Mapping) and "Get" in value else []
    return f"Steps.{found[0].step}.{found[0].path}" if found and _LOCATION.search(found[0].path) else None


def _ends_with_slash(defined: Defined, value: Any) -> bool | None:
    """Whether a location of another step ends with a slash; ``None`` where nobody knows."""
    [reference] = references_in(value)
    if reference.path.endswith("S3ModelArtifacts"):
        return False
    other = defined.step(reference.step)
    if other is None:
        return None
    name = re.search(r"Outputs\['(.+?)'\]", reference.path)
    if name is not None:
        places = [destination for output, destination in _outputs_of(other) if output == name[1]]
    else:
        places = [_at(other.arguments, reference.path)]
    end = _end_of(places[0]) if places else None
    return end.endswith("/") if end is not None else None


def _end_of(place: Any) -> str | None:
    """What a location ends with, as the SDK puts it together where none is given."""
    if isinstance(place, Mapping) and isinstance(place.get(_JOIN), Mapping):
        join = place[_JOIN]
        place = f"{join.get('On')}{join['Values'][-1]}" if isinstance((join.get("Values") or [None])[-1], str) else None
    return place if isinstance(place, str) else None


def _at(arguments: Any, path: str) -> Any:
    """What a step's arguments have at a path of plain names."""
    for name in path.split("."):
        arguments = arguments.get(name) if isinstance(arguments, Mapping) else None
    return arguments


def _outputs_of(step: DefinedStep) -> Iterator[tuple[str, Any]]:
    """The names of a processing job's outputs, with their destinations."""
    outputs = (step.arguments.get("ProcessingOutputConfig") or {}).get("Outputs") or ()
    for each in outputs:
        if isinstance(each, Mapping) and isinstance(each.get("S3Output"), Mapping):
            yield str(each.get("OutputName")), each["S3Output"].get("S3Uri")


@rule("PL320", "waits-for-its-data", severity=Severity.WARNING)
def waits_for_its_data(pipeline: Pipelines) -> Iterator[Finding]:
    """Lets a step wait for the step that writes what it reads.

    What it checks: where a step reads a location, written as a text, that is the destination of another step's
    processing output, it comes behind that step, or behind one in another branch that writes there; and no step
    reads `model.tar.gz` right below the output path of a training step, where no training job puts it, unless another
    step writes there.

    Why: steps that neither use a property of each other nor depend on each other run at the same time. The second one
    reads what an earlier execution has left there, or nothing.

    How to fix: read the other step's property, such as `ProcessingOutputConfig.Outputs["train"].S3Output.S3Uri` or
    `ModelArtifacts.S3ModelArtifacts`: the service then waits. A step that is to read what an earlier execution has
    left takes it from a parameter.
    """
    for defined in pipeline.compiled():
        behind = _comes_behind(defined)
        outputs = {step.name: _outputs_below(step) for step in defined.steps}
        for writer in defined.steps:
            for reader in defined.steps:
                if reader.name == writer.name or _are_apart(reader, writer) or reader.name in behind[writer.name]:
                    continue
                # Of two steps in branches, whose conditions may exclude each other, the reader may wait for one.
                others = [each for each in defined.steps if each.branch and each.name in behind[reader.name]]
                found = (outputs[each.name] for each in others if writer.branch)
                awaited = outputs[writer.name] if writer.name in behind[reader.name] else set[str]().union(*found)
                places = (outputs[writer.name] - awaited) | _never_written(writer, outputs.values())
                for uri in sorted(_read_by(reader) & places):
                    yield Finding(
                        message=f"{reader.name} reads {uri} by its name, where {writer.name} puts its result",
                        hint=f"use the property of {writer.name} that holds the location",
                        place=defined.place_of(reader.name),
                        scenario=PLAIN_SCENARIO,
                    )


def _comes_behind(defined: Defined) -> dict[str, set[str]]:
    """The steps that each step comes behind, directly or through others."""
    inside: dict[str, list[str]] = {}
    for step in defined.steps:
        for condition, _ in step.branch:
            inside.setdefault(condition, []).append(step.name)
    needs = {step.name: {*step.needs, *(name for name, _ in step.branch)} for step in defined.steps}
    behind: dict[str, set[str]] = {}
    for name in needs:
        seen: set[str] = set()
        pending = [*needs[name]]
        while pending:
            each = pending.pop()
            if each in seen or each == name:
                continue
            seen.add(each)
            pending.extend(needs.get(each, ()))
            # Who waits for a condition waits for its branches, but in one of them.
            pending.extend(other for other in inside.get(each, ()) if name not in inside[each])
        behind[name] = seen
    return behind


def _are_apart(one: DefinedStep, other: DefinedStep) -> bool:
    """Whether two steps are in different branches of one condition: never are both run."""
    branches = dict(one.branch)
    return any(branches.get(condition, key) != key for condition, key in other.branch)


def _read_by(step: DefinedStep) -> set[str]:
    """The locations that a step reads, as texts."""
    found: set[str] = set()
    pending: list[Any] = [step.arguments.get(name) for name in _READING]
    while pending:
        each = pending.pop()
        if isinstance(each, Mapping):
            found.update(
                value.rstrip("/") for key, value in each.items() if key in ("S3Uri", "ModelDataUrl") and _is_uri(value)
            )
            pending.extend(each.values())
        elif isinstance(each, list):
            pending.extend(each)
    return found


_READING = ("ProcessingInputs", "InputDataConfig", TRANSFORM_INPUT_MEMBER, "PrimaryContainer", "Containers")


def _outputs_below(step: DefinedStep) -> set[str]:
    """The locations that a processing step writes, as texts."""
    return {uri.rstrip("/") for _, uri in _outputs_of(step) if _is_uri(uri)}


def _never_written(step: DefinedStep, outputs: Iterable[set[str]]) -> set[str]:
    """Where a training job's model may be looked for and is not, unless another step puts one there."""
    folder = (step.arguments.get("OutputDataConfig") or {}).get("S3OutputPath") if step.type == "Training" else None
    if not _is_uri(folder) or any(folder.rstrip("/") in each for each in outputs):
        return set()
    return {f"{folder.rstrip('/')}/model.tar.gz"}


def _is_uri(value: Any) -> TypeGuard[str]:
    """Whether a value is a location below a bucket, written as a text."""
    return isinstance(value, str) and re.fullmatch(r"s3://[^/]+/.*[^/].*", value) is not None
