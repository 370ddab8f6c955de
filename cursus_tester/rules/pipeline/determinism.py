"""PL309, PL314, PL380: a pipeline is the same each time that it is built, and so are the steps that it caches."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.evidence.stamps import hide_times
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.distribution import installed_major
from cursus_tester.sdk.names import (
    EXECUTION_VARIABLE,
    EXPERIMENT_CONFIG,
    FUNCTION_STEP,
    REPACK_INFIX,
    SCRIPT_PROCESSOR,
)
from cursus_tester.sdk.service_shapes import CACHE_KEYS

_HINT = f"take what differs from a parameter, an {EXECUTION_VARIABLE} or the content of a file"
_NAME = "give the model a name that stays: its repack step is called after it, and the SDK makes up a new one each time"
_STEP_NAME = 'give the step a name: @step(name="…"); the SDK makes up a new one each time for a function without one'
_SCRIPT = (
    f"give one file to {SCRIPT_PROCESSOR}.run(code=…), which is named after its content, or leave cache_config out"
)
_START = (
    "leave cache_config out, or source_code, which is started by files at a new address even where it lies in S3: name "
    "the script in the hyperparameters sagemaker_program and sagemaker_submit_directory, or put it into the image"
)
_UPLOAD = "upload the data yourself, and pass the s3:// address"
#: The channels of the code that a trainer is given, and of what starts it.
_OF_CODE = ("code", "sm_drivers")
#: SDK v3 names each upload of a folder after the time (core 2.27.0, train 1.27.0), v2 after its content.
_STAMPS_FOLDERS = installed_major() == 3
#: Shows a document as text, so that equal texts mean equal documents.
_Shown = Callable[[Any], str]


@rule("PL309", "pipeline-deterministic", severity=Severity.WARNING)
def deterministic(pipeline: Pipelines) -> Iterator[Finding]:
    """Compiles to the same definition each time that it is built.

    What it checks: the code is run again, some time later, and its definitions are compared, without the times that the
    SDK itself puts into the names of uploads and jobs.

    Why: a change of the definition that no change of the code explains shows up as one in every review and deployment.

    How to fix: take names and locations from parameters, `ExecutionVariables` and the contents of files, not from the
    clock, random numbers or `uuid`.
    """
    for first, second in pipeline.again():
        shown = _without_names({step.name for step in first.steps} ^ {step.name for step in second.steps})
        for step in first.steps:
            other = second.step(step.name)
            if other is None:
                yield _finding(first, step, "its name", _how_to_name(first, step.name))
                continue
            where = _first_difference(step.own_entry, other.own_entry, shown)
            if where:
                yield _finding(first, step, where)
        yield from _of_the_whole(first, second)


def _how_to_name(defined: Defined, name: str) -> str:
    if REPACK_INFIX in name:
        return _NAME
    is_function = any(made.name == name and made.type == FUNCTION_STEP for made in defined.build.steps)
    return _STEP_NAME if is_function else _HINT


def _of_the_whole(first: Defined, second: Defined) -> Iterator[Finding]:
    before, after = first.pipeline.definition or {}, second.pipeline.definition or {}
    parts = [
        key
        for key in ("Parameters", EXPERIMENT_CONFIG)
        # Around steps the tester puts a pipeline of its own, with the parameters that it saw.
        if first.pipeline.is_own and _without_stamps(before.get(key)) != _without_stamps(after.get(key))
    ]
    parts += ["name"] if first.pipeline.name != second.pipeline.name else []
    for part in parts:
        yield Finding(
            message=f"the pipeline's {part} differs when it is built again",
            hint=_HINT,
            place=first.place_of(""),
            scenario=PLAIN_SCENARIO,
        )


def _finding(defined: Defined, step: DefinedStep, where: str, hint: str = _HINT) -> Finding:
    return Finding(
        message=f"{step.name} differs when it is built again, in {where}",
        hint=hint,
        place=defined.place_of(step.name),
        scenario=PLAIN_SCENARIO,
    )


@rule("PL314", "cache-can-hit")
def cache_can_hit(pipeline: Pipelines) -> Iterator[Finding]:
    """Keeps the steps that it caches as they are from one build to the next.

    What it checks: of each step with a `CacheConfig` that is switched on, the arguments by which the service looks for
    an earlier run ("Default cache key attributes by pipeline step type" of the developer guide: of a processing step
    its application, environment and inputs) are the same when the code is run again, to the letter. The times
    that SDK v3 itself puts into the addresses of folders are PL380's matter.

    Why: the step is run again after each build, although it asks not to be. Nothing says so.

    How to fix: take names and locations from parameters and the contents of files, not from the clock, random numbers
    or `uuid`; give code to `processor.run(code=…)` under a `PipelineSession`, which names its upload after its content.
    """
    shown = _without_stamps if _STAMPS_FOLDERS else _to_the_letter
    for first, step, key, mine, theirs in _cached(pipeline):
        where = _first_difference(mine, theirs, shown)
        if where is not None:
            yield _uncached(first, step, key, where, _HINT)


@rule("PL380", "cached-code-keeps-its-address", severity=Severity.WARNING, not_under={2: "SDK v2 is installed"})
def cached_code_keeps_its_address(pipeline: Pipelines) -> Iterator[Finding]:
    """Gives a step that it caches code at an address that stays.

    What it checks: what PL314 does, of differences that are nothing but a time in the address of what the SDK uploaded.

    Why: SDK v3 (core 2.27.0, train 1.27.0) puts the time into the address of the local folder that a `ModelTrainer`, a
    `FrameworkProcessor` or a Spark processor is given, and into that of the files that start the code, also where the
    code lies in S3 already. The step is run again after each build, although the code is the same and the step asks not
    to be.

    How to fix: leave the `cache_config` out. Of a processing step give the one file to `ScriptProcessor.run(code=…)`,
    which the SDK names after its content. Of a training step do without `source_code`: upload an archive of the code,
    and name it and the script in the hyperparameters `sagemaker_submit_directory` and `sagemaker_program`, as
    the images of the frameworks read them; or put the code into an image of your own.
    """
    for first, step, key, mine, theirs in _cached(pipeline):
        where = _first_difference(mine, theirs, _to_the_letter)
        if where is not None and _without_stamps(mine) == _without_stamps(theirs):
            yield _uncached(first, step, key, where, _way_out(key, where, mine))


def _way_out(key: str, where: str, argument: Any) -> str:
    """What to do about an address with a time in it."""
    channel = re.match(r"\[(\d+)\]", where) if key == "InputDataConfig" else None
    if channel is None:
        return _SCRIPT
    return _START if argument[int(channel[1])].get("ChannelName") in _OF_CODE else _UPLOAD


def _cached(pipeline: Pipelines) -> Iterator[tuple[Defined, DefinedStep, str, Any, Any]]:
    """The arguments by which the service looks for an earlier run of a cached step, with those of the next build."""
    looked = False
    for first, second in pipeline.again():
        for step in first.steps:
            keys, other = CACHE_KEYS.get(step.type), second.step(step.name)
            if not step.is_cached or keys is None or other is None:
                continue
            looked = True
            for key in sorted(keys):
                yield first, step, key, step.arguments.get(key), other.arguments.get(key)
    if not looked:
        raise NotApplicable("no step asks for caching")


def _uncached(defined: Defined, step: DefinedStep, key: str, where: str, hint: str) -> Finding:
    inside = where if where.startswith("[") or not where else f".{where}"
    return Finding(
        message=f"{step.name} asks for caching, and its {key}{inside} differs each time it is built",
        hint=hint,
        place=defined.place_of(step.name),
        scenario=PLAIN_SCENARIO,
    )


def _first_difference(before: Any, after: Any, shown: _Shown) -> str | None:
    """Where two documents differ first, as a path in them; ``None``: nowhere."""
    pending = [(before, after, "")]
    while pending:
        mine, theirs, where = pending.pop(0)
        if shown(mine) == shown(theirs):
            continue
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping) and mine.keys() == theirs.keys():
            pending = [(mine[key], theirs[key], f"{where}.{key}".lstrip(".")) for key in mine] + pending
        elif isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
            pairs = enumerate(zip(mine, theirs, strict=True))
            pending = [(one, other, f"{where}[{index}]") for index, (one, other) in pairs] + pending
        else:
            return where
    return None


def _to_the_letter(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _without_stamps(value: Any) -> str:
    return hide_times(_to_the_letter(value))


def _without_names(names: Collection[str]) -> _Shown:
    """As `_without_stamps`, and without the names of steps that differ: what refers to them differs as they do."""

    def shown(value: Any) -> str:
        text = _without_stamps(value)
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, "<name>")
        return text

    return shown
