"""PL315 and PL316: what a pipeline keeps of the region and the defaults that it was built with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.expressions import values_in
from cursus_tester.evidence.pipelines import ANOTHER_REGION, OTHER_DEFAULTS, Defined, Pipelines
from cursus_tester.evidence.stamps import hide_times
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.common import causes
from cursus_tester.rules.registry import rule

_REGION = r"(?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-gov)?-(?:central|(?:north|south)?(?:east|west)?)-\d"
#: Where a text says a region: the repository of an image, the name of a bucket, an ARN.
_PLACES = (
    ("the image", re.compile(rf"\d{{12}}\.dkr\.ecr\.({_REGION})\.amazonaws\.com\S*")),
    ("the bucket", re.compile(rf"(?<=s3://)[a-z0-9.-]*?(?<![a-z0-9])({_REGION})(?![a-z0-9])[a-z0-9.-]*")),
    ("the resource", re.compile(rf"arn:[\w-]+:(?:kms|lambda|sagemaker|sns|sqs):({_REGION}):\S+")),
)


@rule("PL315", "region-followed", severity=Severity.INFO)
def region_followed(pipeline: Pipelines) -> Iterator[Finding]:
    """Takes everything from the region that it is built for, once it takes anything from there.

    What it checks: the code is run again in another region, as its arguments, session and environment say. Where
    something in the compiled steps follows (a bucket, an image, an ARN), no other image, bucket or ARN of a step is in
    another region.

    Why: a job pulls its image and reads its data in its own region. A pipeline half of which stays where it was
    written fails when it runs in the second region.

    How to fix: take the region from the session (`session.boto_region_name`) wherever one is named, and images from
    `image_uris.retrieve(region=…)`. A pipeline that is meant for one region names it everywhere.

    How to waive: not needed: a note never blocks.
    """
    region = pipeline.region_of(ANOTHER_REGION)
    follows = False
    found: list[Finding] = []
    for _, other in pipeline.rebuilt(ANOTHER_REGION):
        given = tuple(each.strip("'\"") for each in other.build.arguments.values())
        for step in other.steps:
            for what, text, named in dict.fromkeys(_regions_in(step)):
                if named == region:
                    follows = True
                elif not any(text in each for each in given):
                    found.append(
                        Finding(
                            message=f"{step.name}: {what} {text} is in {named}, also where the pipeline is built for "
                            "another region",
                            hint="take the region from the session, and images from image_uris.retrieve",
                            place=other.place_of(step.name),
                            scenario=PLAIN_SCENARIO,
                        )
                    )
    if not follows:
        raise NotApplicable("nothing in its steps depends on the region")
    yield from found


def _regions_in(step: DefinedStep) -> Iterator[tuple[str, str, str]]:
    for text in values_in(step.own_entry):
        if isinstance(text, str):
            for what, pattern in _PLACES:
                yield from ((what, match[0], match[1]) for match in pattern.finditer(text))


@rule("PL316", "default-not-frozen", fixable=True, severity=Severity.WARNING, explained_by=("PL303",))
def default_not_frozen(pipeline: Pipelines) -> Iterator[Finding]:
    """Writes the default of a parameter into no step.

    What it checks: the code is run again with other defaults of its parameters. The compiled steps are the same; only
    the defaults in the list of parameters differ.

    Why: `parameter.default_value`, or a Python `if` on it, is read when the pipeline is built. Whoever starts the
    pipeline with another value gets a run of which one part follows and the other does not.

    How to fix: hand the parameter itself to the step; let a `ConditionStep` decide on it when the pipeline runs.
    """
    looked = False
    for first, other in pipeline.rebuilt(OTHER_DEFAULTS):
        changed = _changed_defaults(first, other)
        looked = looked or bool(changed)
        seen = set()
        for step in first.steps:
            twin = other.step(step.name)
            for where, before, after in _differences(step.own_entry, twin.own_entry) if twin is not None else ():
                for name, (old, new) in changed.items():
                    if (step.name, name) not in seen and _is_of(before, old) and _is_of(after, new):
                        seen.add((step.name, name))
                        yield Finding(
                            message=f"{step.name} has the default of the parameter {name!r} in {where}, whatever value "
                            "the run gives it",
                            hint=f"hand the parameter {name} itself to the step, not its default_value",
                            place=first.place_of(step.name),
                            scenario=PLAIN_SCENARIO,
                            cause=causes.parameter(name),
                        )
    if not looked:
        raise NotApplicable("no parameter has a default that can be another one")


def _changed_defaults(first: Defined, other: Defined) -> dict[str, tuple[Any, Any]]:
    before, after = (_defaults(each.pipeline.definition or {}) for each in (first, other))
    return {name: (old, after[name]) for name, old in before.items() if name in after and after[name] != old}


def _defaults(definition: Mapping[str, Any]) -> dict[str, Any]:
    return {str(each.get("Name")): each.get("DefaultValue") for each in definition.get("Parameters") or ()}


def _differences(before: Any, after: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two documents differ: the path, and the values there."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in before:
            if key in after:
                yield from _differences(before[key], after[key], f"{where}.{key}".lstrip("."))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, two) in enumerate(zip(before, after, strict=True)):
            yield from _differences(one, two, f"{where}[{index}]")
    elif hide_times(str(before)) != hide_times(str(after)):
        yield where, before, after


def _is_of(value: Any, default: Any) -> bool:
    """Whether a value is a default, or a text that holds it."""
    shown = str(value)
    return shown == str(default) or (isinstance(default, str) and len(default) > 2 and default in shown)
