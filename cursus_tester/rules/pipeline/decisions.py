"""PL308 and PL311: what is decided when a pipeline is built, though only its run knows."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cursus_tester.evidence.build import Decision, VariableUse
from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.stamps import JOB_STAMP
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import CONDITION_STEP, JOIN


@rule("PL308", "decided-at-build")
def decided_at_build(pipeline: Pipelines) -> Iterator[Finding]:
    """Lets no pipeline variable decide what Python does while it is built.

    What it checks: no parameter, step property, `Join` or the like is compared with a value, is looked for in a list,
    is asked for its truth where it was made, or becomes a part of a text, while the pipeline is built. Whether an
    argument is given may be asked.

    Why: a pipeline variable has its value only when the pipeline runs. `parameter == "train"` is always false, `if` of
    a `ParameterBoolean` always true, whatever its default (2.257.7): without a word the same branch is built each time.
    An f-string of it, `<`, and `in` raise.

    How to fix: a `ConditionStep` decides when the pipeline runs, `Join` makes texts. What is to be decided when the
    pipeline is built takes a plain argument of the function.
    """
    build = pipeline.ran()
    for use in build.uses:
        yield Finding(
            message=_said(use),
            hint=_instead(use),
            place=use.place or NOWHERE,
            scenario=PLAIN_SCENARIO,
        )
    pipeline.compiled()


def _said(use: VariableUse) -> str:
    if use.decision is Decision.COMPARISON:
        return f"{use.variable} is compared with {use.other} while the pipeline is built: that is always false"
    if use.decision is Decision.TRUTH:
        return f"{use.variable} is asked for its truth while the pipeline is built: that is always true"
    if use.decision is Decision.ORDER:
        return f"{use.variable} is compared with {use.other} by size while the pipeline is built, which raises"
    if use.decision is Decision.MEMBERSHIP:
        return f"{use.other} is looked for in {use.variable} while the pipeline is built, which raises"
    return f"{use.variable} is made a text while the pipeline is built, which raises"


def _instead(use: VariableUse) -> str:
    if use.decision is Decision.TEXT:
        return f'put the text together with {JOIN}(on="", values=[…])'
    return f"decide with a {CONDITION_STEP}, or by a plain argument of the function that builds the pipeline"


@rule("PL311", "frozen-at-build")
def frozen_at_build(pipeline: Pipelines) -> Iterator[Finding]:
    """Freezes no path of its executions by reading a step's arguments before it compiles.

    What it checks: where `step.arguments` is read before the pipeline is compiled, the compiled step has no location
    with the time of the build in it.

    Why: the first look at the arguments gives an output without destination its location. Inside `definition()` that is
    a `Join` with the id of the execution; outside it is a literal with the time of the build (2.257.7), which stays.
    All executions then overwrite each other's results, and caching never hits.

    How to fix: refer to the output by the step's `properties`, in a `Join` where a name is to stand behind it, or give
    the output a destination.
    """
    for defined in pipeline.compiled():
        for read in defined.build.early_reads:
            step = defined.step(read.step)
            if step is None:
                continue
            for location in _frozen(step):
                yield Finding(
                    message=f"reading the arguments of {step.name} has frozen {location}: all executions write there",
                    hint="use step.properties (with Join) in place of step.arguments, or give the output a destination",
                    place=read.place or NOWHERE,
                    scenario=PLAIN_SCENARIO,
                )


def _frozen(step: DefinedStep) -> Iterator[str]:
    outputs = step.arguments.get("ProcessingOutputConfig") or {}
    places = [each.get("S3Output", {}).get("S3Uri") for each in outputs.get("Outputs") or () if isinstance(each, dict)]
    for name in ("OutputDataConfig", "TransformOutput"):
        held = step.arguments.get(name)
        if isinstance(held, dict):
            places.append(held.get("S3OutputPath"))
    for place in places:
        if isinstance(place, str) and JOB_STAMP.search(json.dumps(place)):
            yield place
