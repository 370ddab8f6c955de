"""CM371, CM372: the code that a model builder of SDK v3 is given is packed, and holds the script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import ONLY_V3, for_pipelines, rule
from cursus_tester.sdk.names import MODEL_BUILDER, SOURCE_CODE
from cursus_tester.steps.create_model.given_code import (
    code_given,
    dependencies_dropped,
    files_packed_for,
    may_be_made_up,
    why_dropped,
    why_misplaced,
    why_not_found,
)
from cursus_tester.steps.create_model.requests import any_containers, model_data
from cursus_tester.steps.create_model.step_types import PACKED

_HINT = (
    f"give both, source_code={SOURCE_CODE}(source_dir=…, entry_script=…), to a {MODEL_BUILDER} of one image; of "
    "several containers each needs an archive that holds its code, and a prefix in S3 the code below it"
)
_BESIDE = "put them as requirements.txt into source_dir, and give no dependencies="
_SPECIFICATION = "inference_spec"
_OTHER_SERVER = (
    "choose a model_server that serves such a specification, as TorchServe does, or give the code by source_code and "
    "its archive by s3_model_data_url"
)
_AT_THE_TOP = f"{SOURCE_CODE}(source_dir=the folder that holds the script, entry_script=its name)"


@rule("CM371", "code-not-dropped", step_types=PACKED, not_under=ONLY_V3)
def code_not_dropped(traces: Traces) -> Iterator[Finding]:
    """Gives its model code in a form that the SDK packs.

    What it checks: a `ModelBuilder` that is given `source_code` is given a folder, `source_dir`, and the script in it,
    `entry_script`, and makes a model of one container, whose data is one archive. It is given no `dependencies` beside
    such code. The request of a model with an `inference_spec` names an archive.

    Why: SDK v3 (serve 1.27.0) drops code of which one of the two is missing, and all code beside several containers or
    beside model data that is a mapping with an `S3DataSource`. The model compiles and serves without it. Only for a
    script without a folder a warning is logged. `dependencies` are packed with an `inference_spec` only, and the
    model server MMS gets neither the specification nor the files of `model_path`.

    How to fix: `source_code=SourceCode(source_dir=…, entry_script="inference.py")` beside the address of one archive.
    For several containers put the code into their archives, and for a prefix in S3 below it. Requirements are
    `requirements.txt` in `source_dir`.
    """
    judged = False
    for trace in traces.loaded():
        for call in trace.calls_to(MODEL_BUILDER):
            judged = judged or _gives_code(call)
            yield from _dropped(call, trace.scenario.name)
    for trace in traces.compiled():
        calls = tuple(trace.calls_to(MODEL_BUILDER))
        yield from _unserved(calls, any_containers(trace.request or {}), trace.scenario.name)
    if not judged:
        raise NotApplicable(f"no {MODEL_BUILDER} is given code")


@for_pipelines("CM371")
def code_of_pipelines_not_dropped(pipeline: Pipelines) -> Iterator[Finding]:
    """Gives its models code in a form that the SDK packs."""
    pipeline.ran()
    calls = pipeline.calls_to(MODEL_BUILDER)
    if not any(map(_gives_code, calls)):
        raise NotApplicable(f"no {MODEL_BUILDER} is given code")
    for call in calls:
        yield from _dropped(call, PLAIN_SCENARIO)
    if pipeline.why_not_built is None:
        made = [
            each for defined in pipeline.compiled() for step in defined.steps for each in any_containers(step.arguments)
        ]
        yield from _unserved(calls, made, PLAIN_SCENARIO)


def _gives_code(call: Call) -> bool:
    return bool(code_given(call)) or _SPECIFICATION in call.arguments


def _unserved(calls: Sequence[Call], containers: Iterable[Mapping[str, Any]], scenario: str) -> Iterator[Finding]:
    """Models whose specification is in no archive: all of them, as which call made which container is not known."""
    given, served = [call for call in calls if _SPECIFICATION in call.arguments], [*map(model_data, containers)]
    # A model that no step makes has no request that could name one.
    if served and len(given) == len(calls) and not any(served):
        for call in given:
            yield Finding(
                message=f"{MODEL_BUILDER} drops its {_SPECIFICATION}: the request names no archive of it",
                hint=_OTHER_SERVER,
                place=call.place or NOWHERE,
                scenario=scenario,
            )


def _dropped(call: Call, scenario: str) -> Iterator[Finding]:
    code, dependencies = why_dropped(call), dependencies_dropped(call)
    for message, hint in (
        (f"{MODEL_BUILDER} drops the code: {code}" if code else "", _HINT),
        (f"{MODEL_BUILDER} drops its dependencies beside source_code: {dependencies}" if dependencies else "", _BESIDE),
    ):
        if message:
            yield Finding(message=message, hint=hint, place=call.place or NOWHERE, scenario=scenario)


@rule("CM372", "script-in-its-folder", step_types=PACKED, not_under=ONLY_V3)
def script_in_its_folder(traces: Traces) -> Iterator[Finding]:
    """Names a script that lies at the top of the folder that is packed.

    What it checks: what the SDK packed, or gives to the repack job, holds `entry_script` at its top.

    Why: SDK v3 (serve 1.27.0) packs the folder whether or not the script is in it. A script below a folder is packed,
    and `SAGEMAKER_PROGRAM` names the file without the folder. Either way the container finds no script.

    How to fix: `source_dir` is the folder that holds the script, and `entry_script` the script's name in it.
    """
    judged = False
    for trace in traces.compiled():
        for call in trace.calls_to(MODEL_BUILDER):
            if not code_given(call) or why_dropped(call):
                continue
            judged = True
            said = why_misplaced(call, trace)
            if said:
                yield Finding(
                    message=said,
                    hint=_AT_THE_TOP,
                    place=call.place or NOWHERE,
                    scenario=trace.scenario.name,
                )
    if not judged:
        raise NotApplicable(f"no {MODEL_BUILDER} is given code to pack")


@for_pipelines("CM372")
def script_of_pipelines_in_its_folder(pipeline: Pipelines) -> Iterator[Finding]:
    """Names scripts that lie at the top of the folders that are packed."""
    compiled = pipeline.compiled()
    calls = [call for call in pipeline.calls_to(MODEL_BUILDER) if code_given(call) and not why_dropped(call)]
    if not calls:
        raise NotApplicable(f"no {MODEL_BUILDER} is given code to pack")
    is_made_up, judged = any(map(may_be_made_up, calls)), False
    for defined in compiled:
        trace = _whole(pipeline, defined)
        for step in defined.steps:
            for container in any_containers(step.arguments):
                packed = files_packed_for(container, trace)
                if not packed or (is_made_up and len(packed) == 1):
                    continue
                judged = True
                said = why_not_found(container, trace)
                if said:
                    yield Finding(
                        message=f"{step.name}: {said}",
                        hint=_AT_THE_TOP,
                        place=defined.place_of(step.name),
                        scenario=PLAIN_SCENARIO,
                    )
    if not judged:
        raise NotApplicable("what is packed cannot be known: only the team has the folder or the archive")


def _whole(pipeline: Pipelines, defined: Defined) -> Trace:
    """A compiled pipeline as the trace of a builder: all of its steps, and what they name."""
    steps = (defined.pipeline.definition or {}).get("Steps") or ()
    return replace(pipeline.all[0], steps=tuple(steps), archives=defined.pipeline.archives)
