"""PL309 and PL314: a pipeline is the same each time that it is built, and so are the steps that it caches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.definition import DefinedStep
from cursus_tester.evidence.pipelines import Defined, Pipelines
from cursus_tester.evidence.stamps import hide_times
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import EXECUTION_VARIABLE, EXPERIMENT_CONFIG
from cursus_tester.sdk.service_shapes import CACHE_KEYS

_HINT = f"take what differs from a parameter, an {EXECUTION_VARIABLE} or the content of a file"
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
        for step in first.steps:
            other = second.step(step.name)
            if other is None:
                yield _finding(first, step, "its name")
                continue
            where = _first_difference(step.own_entry, other.own_entry, _without_stamps)
            if where:
                yield _finding(first, step, where)
        yield from _of_the_whole(first, second)


def _of_the_whole(first: Defined, second: Defined) -> Iterator[Finding]:
    before, after = first.pipeline.definition or {}, second.pipeline.definition or {}
    parts = [
        key
        for key in ("Parameters", EXPERIMENT_CONFIG)
        if _without_stamps(before.get(key)) != _without_stamps(after.get(key))
    ]
    parts += ["name"] if first.pipeline.name != second.pipeline.name else []
    for part in parts:
        yield Finding(
            message=f"the pipeline's {part} differs when it is built again",
            hint=_HINT,
            place=first.place_of(""),
            scenario=PLAIN_SCENARIO,
        )


def _finding(defined: Defined, step: DefinedStep, where: str) -> Finding:
    return Finding(
        message=f"{step.name} differs when it is built again, in {where}",
        hint=_HINT,
        place=defined.place_of(step.name),
        scenario=PLAIN_SCENARIO,
    )


@rule("PL314", "cache-can-hit")
def cache_can_hit(pipeline: Pipelines) -> Iterator[Finding]:
    """Keeps the steps that it caches as they are from one build to the next.

    What it checks: of each step with a `CacheConfig` that is switched on, the arguments by which the service looks for
    an earlier run ("Default cache key attributes by pipeline step type" of the developer guide: of a processing step
    its application, environment and inputs) are the same when the code is run again, to the letter.

    Why: the step is run again after each build, although it asks not to be. Nothing says so.

    How to fix: take names and locations from parameters and the contents of files, not from the clock, random numbers
    or `uuid`; give code to `processor.run(code=…)` under a `PipelineSession`, which names its upload after its content.
    """
    looked = False
    for first, second in pipeline.again():
        for step in first.steps:
            keys, other = CACHE_KEYS.get(step.type), second.step(step.name)
            if not step.is_cached or keys is None or other is None:
                continue
            looked = True
            for key in sorted(keys):
                where = _first_difference(step.arguments.get(key), other.arguments.get(key), _to_the_letter)
                if where is not None:
                    inside = where if where.startswith("[") or not where else f".{where}"
                    yield Finding(
                        message=f"{step.name} asks for caching, and its {key}{inside} differs each time it is built",
                        hint=_HINT,
                        place=first.place_of(step.name),
                        scenario=PLAIN_SCENARIO,
                    )
    if not looked:
        raise NotApplicable("no step asks for caching")


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
