"""PL313, and SB401 for pipelines: each step's request, and the code that it brings along."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.build import MADE_UP
from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.sdk.names import MODEL_STEP, PIPELINE_SESSION

_SUBMIT, _PROGRAM = "SAGEMAKER_SUBMIT_DIRECTORY", "SAGEMAKER_PROGRAM"
_TRAINING = ("sagemaker_submit_directory", "sagemaker_program")


@rule("PL313", "model-code-packed")
def model_code_packed(pipeline: Pipelines) -> Iterator[Finding]:
    """Brings the code of its models and training jobs to where they look for it.

    What it checks: the directory that a model's environment or a training job's hyperparameters name for code is no
    `file://` of the machine that built the pipeline; where the build uploaded an archive there, it holds the program.

    Why: for a model whose data is a pipeline variable the SDK (2.257.7) packs no code under a plain `Session`, and says
    nothing: the request then says `SAGEMAKER_SUBMIT_DIRECTORY=file://…`, and the endpoint does not start. An entry
    point that is not in the source directory compiles, too.

    How to fix: build the model under a `PipelineSession` and with `ModelStep(step_args=model.create(…))`, under SDK v3
    with `ModelStep(step_args=ModelBuilder(…).build())`, which packs the code when the pipeline runs; let `entry_point`,
    under SDK v3 `entry_script`, be the name of a file in `source_dir`.
    """
    looked = False
    for defined in pipeline.compiled():
        for step in defined.steps:
            for directory, program in _code_of(step):
                looked = True
                said = _fault(defined, directory, program)
                if said:
                    yield Finding(
                        message=f"{step.name}: {said}",
                        hint=f"use a {PIPELINE_SESSION} with {MODEL_STEP}, and an entry point in the source folder",
                        place=defined.place_of(step.name),
                        scenario=PLAIN_SCENARIO,
                    )
    if not looked:
        raise NotApplicable("no step brings code along")


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


def _fault(defined: Defined, directory: str, program: str) -> str:
    if directory.startswith("file://") and program:
        return f"its {program} is looked for in a folder of the machine that built the pipeline (file://)"
    archive = defined.pipeline.archives.get(directory)
    if archive is None or not archive.uploaded or not archive.is_known or archive.members is None or not program:
        return ""
    if program not in archive.members:
        return f"the archive of its code does not hold {program}; it holds {', '.join(archive.members[:5])}"
    return ""


@for_pipelines("SB401")
def requests_valid(pipeline: Pipelines) -> Iterator[Finding]:
    """Every step of a pipeline sends a request that the service accepts."""
    for defined in pipeline.compiled():
        for name, problems in defined.pipeline.request_problems.items():
            for problem in problems:
                if MADE_UP not in problem:
                    yield Finding(
                        message=f"the service refuses the request of {name}: {problem}",
                        hint="correct the argument that ends up there",
                        place=defined.place_of(name),
                        scenario=PLAIN_SCENARIO,
                    )
