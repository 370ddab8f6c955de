"""PL313, and SB401 for pipelines: each step's request, and the code that it brings along."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.code_delivery import Delivery
from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.packed_code import packed_code
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.evidence.trace import Archive
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.each_step import trace_of
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.sdk.ecr import is_of_sdk
from cursus_tester.sdk.names import FRAMEWORK_PROCESSOR, MODEL_STEP, PIPELINE_SESSION
from cursus_tester.step_pack import packs

_SUBMIT, _PROGRAM = "SAGEMAKER_SUBMIT_DIRECTORY", "SAGEMAKER_PROGRAM"
_BY_MODEL_STEP = f"use a {PIPELINE_SESSION} with {MODEL_STEP}, and an entry point in the source folder"
_TRAINING = ("sagemaker_submit_directory", "sagemaker_program")


@rule("PL313", "model-code-packed")
def model_code_packed(pipeline: Pipelines) -> Iterator[Finding]:
    """Brings the code of its models and jobs to where they look for it.

    What it checks: the directory that a model's environment or a training job's hyperparameters name for code is no
    `file://` of the machine that built the pipeline; where the build uploaded an archive there, it holds the program.
    What the container of a processing job runs is in one of its inputs. A module that a script imports, and that the
    machine that builds has beside or near it, goes to the container with it where the image is one of the SDK's.

    Why: for a model whose data is a pipeline variable the SDK (2.257.7) packs no code under a plain `Session`, and says
    nothing: the request then says `SAGEMAKER_SUBMIT_DIRECTORY=file://…`, and the endpoint does not start. An entry
    point that is not in the source directory compiles, too. So does a script without the modules that it imports:
    `ScriptProcessor` sends the script alone, an estimator without `source_dir` too.

    How to fix: build the model under a `PipelineSession` and with `ModelStep(step_args=model.create(…))`, under SDK v3
    with `ModelStep(step_args=ModelBuilder(…).build())`, which packs the code when the pipeline runs; let `entry_point`,
    under SDK v3 `entry_script`, be the name of a file in `source_dir`. Give what the script imports as `dependencies`,
    or let a `FrameworkProcessor` pack its folder.
    """
    looked = False
    for defined in pipeline.compiled():
        if defined.pipeline.is_local:
            # Its jobs run where it is built.
            continue
        for step in defined.steps:
            for delivery in (*_deliveries(defined, step), *_of_processing(pipeline, defined, step)):
                looked = looked or not delivery.is_empty
                if delivery.wrong:
                    yield Finding(
                        message=f"{step.name}: {delivery.wrong}",
                        hint=delivery.hint,
                        place=defined.place_of(step.name),
                        scenario=PLAIN_SCENARIO,
                    )
        yield from _requirements_left(pipeline, defined)
    if not looked:
        raise NotApplicable("no step brings code along")


def _requirements_left(pipeline: Pipelines, defined: Defined) -> Iterator[Finding]:
    """Requirements of processing jobs that no uploaded archive of code holds (core 2.27.0: the job skips them)."""
    packed = [held.members for uri, held in defined.pipeline.archives.items() if _is_packed_source(uri, held)]
    for call in pipeline.calls_to(f"{FRAMEWORK_PROCESSOR}.run"):
        given = {name: value.data for name, value in call.arguments.items()}
        requirements, folder = given.get("requirements"), given.get("source_dir")
        if not packed or not isinstance(requirements, str) or str(folder).startswith("s3://"):
            continue
        name = os.path.basename(requirements)
        if not any(name in (members or ()) for members in packed):
            yield Finding(
                message=f"the uploaded code does not contain {name}, so that the job installs no requirements",
                hint="put the file into source_dir=, and give its name there as requirements=",
                place=call.place or NOWHERE,
                scenario=PLAIN_SCENARIO,
            )


def _is_packed_source(uri: str, archive: Archive) -> bool:
    return uri.endswith("/sourcedir.tar.gz") and archive.uploaded and archive.is_known


def _code_of(step: DefinedStep) -> Iterator[tuple[str, str]]:
    """The directories of code that a step names, each with the program in it."""
    pending: list[Any] = [step.arguments]
    while pending:
        each = pending.pop()
        if isinstance(each, list):
            pending.extend(each)
        elif isinstance(each, Mapping):
            if isinstance(each.get(_SUBMIT), str):
                yield each[_SUBMIT], str(each.get(_PROGRAM) or "")
            directory, program = (_unquoted(each.get(name)) for name in _TRAINING)
            if directory:
                yield directory, program
            pending.extend(each.values())


def _unquoted(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    try:
        found = json.loads(value)
    except ValueError:
        return value
    return found if isinstance(found, str) else value


def _deliveries(defined: Defined, step: DefinedStep) -> Iterator[Delivery]:
    """How the code of models and training jobs reaches them."""
    for directory, program in _code_of(step):
        if directory.startswith("file://") and program:
            wrong = f"its {program} is looked for in a folder of the machine that built the pipeline (file://)"
            yield Delivery(wrong=wrong, hint=_BY_MODEL_STEP)
            continue
        archive = defined.pipeline.archives.get(directory)
        is_known = archive is not None and archive.uploaded and archive.is_known
        if archive is None or not is_known or archive.members is None or not program:
            yield Delivery(unknown="what is there cannot be checked offline")
        elif program not in archive.members:
            held = ", ".join(archive.members[:5])
            yield Delivery(
                wrong=f"the archive of its code does not hold {program}; it holds {held}", hint=_BY_MODEL_STEP
            )
        else:
            image = (step.arguments.get("AlgorithmSpecification") or {}).get("TrainingImage")
            is_known_image = is_of_sdk(str(image)) and "PYTHONPATH" not in (step.arguments.get("Environment") or {})
            yield packed_code(program, archive) if is_known_image else Delivery()


def _of_processing(pipeline: Pipelines, defined: Defined, step: DefinedStep) -> Iterator[Delivery]:
    """How the code of a processing job reaches it."""
    pack = next((each for each in packs() if each.definition_type == step.type), None)
    if pack is not None and pack.has_code_in_inputs and pack.deliveries is not None:
        yield from pack.deliveries(pipeline.facts, trace_of(pipeline, defined, step))


@for_pipelines("SB401")
def requests_valid(pipeline: Pipelines) -> Iterator[Finding]:
    """Every step of a pipeline sends a request that the service accepts."""
    for defined in pipeline.compiled():
        for name, problems in defined.pipeline.request_problems.items():
            for problem in problems:
                yield Finding(
                    message=f"the service refuses the request of {name}: {problem}",
                    hint="correct the argument that ends up there",
                    place=defined.place_of(name),
                    scenario=PLAIN_SCENARIO,
                )
