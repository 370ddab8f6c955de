"""PL312: what the service accepts of a pipeline as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import Place
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.service_shapes import STEP_NAME, limits_of_pipelines


@rule("PL312", "service-limits")
def service_limits(pipeline: Pipelines) -> Iterator[Finding]:
    """Stays within what the service accepts of a pipeline.

    What it checks: the pipeline's name, and those of its parameters, fit the patterns and lengths of the service's
    model (botocore, CreatePipeline and StartPipelineExecution); step names fit the JSON schema of pipeline definitions
    (`^[A-Za-z0-9\\-_]{1,64}$`); the definition has 1 MB at most; there are at most 200 parameters.

    Why: the SDK (2.257.7) compiles any name and any number. The service refuses the pipeline when it is created.

    How to fix: shorten the name or leave out what is not a letter, digit, hyphen or underscore; split the pipeline.
    """
    limits = limits_of_pipelines()
    for defined in pipeline.compiled():
        for said, hint, place in _faults(defined, limits):
            yield Finding(message=said, hint=hint, place=place, scenario=PLAIN_SCENARIO)


def _faults(defined: Defined, limits: object) -> Iterator[tuple[str, str, Place]]:
    assert isinstance(limits, dict)
    place = defined.place_of("")
    for step in defined.steps:
        if not STEP_NAME.fullmatch(step.name):
            yield (
                f"the step name {step.name!r} does not fit {STEP_NAME.pattern}",
                "use up to 64 letters, digits, hyphens and underscores",
                defined.place_of(step.name),
            )
    if defined.pipeline.is_own:
        name, rules = defined.pipeline.name, limits["name"]
        if not re.fullmatch(rules["pattern"], name) or len(name) > rules["max"]:
            yield (
                f"the pipeline's name {name!r} does not fit {rules['pattern']}",
                f"use up to {rules['max']} letters, digits and single hyphens between them",
                place,
            )
        declared = [str(each.get("Name", "")) for each in (defined.pipeline.definition or {}).get("Parameters") or ()]
        for each in declared:
            if (
                not each
                or not re.fullmatch(limits["parameter"]["pattern"], each)
                or len(each) > limits["parameter"]["max"]
            ):
                yield (
                    f"the parameter name {each!r} does not fit {limits['parameter']['pattern']}",
                    "use letters, digits, hyphens and underscores",
                    defined.place_of_parameter(each),
                )
        if limits["parameters"] and len(declared) > limits["parameters"]:
            yield (
                f"the pipeline has {len(declared)} parameters; the service allows {limits['parameters']}",
                "leave out those that never change",
                place,
            )
    if defined.pipeline.size > limits["size"]:
        yield (
            f"the definition has {defined.pipeline.size} bytes; the service allows {limits['size']}",
            "split the pipeline, or put long values into files",
            place,
        )
