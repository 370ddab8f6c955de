"""Run one builder, function or module, and take the steps that it compiles to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.definition import DefinedStep, steps_in
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import why
from cursus_tester.results.migration import BRANCH, Compiled
from cursus_tester.results.subject import Subject
from cursus_tester.run.gathering import gather
from cursus_tester.sdk.distribution import installed_sdk
from cursus_tester.settings.run_options import RunOptions


def compile_subject(subject: Subject, options: RunOptions) -> Compiled:
    """What a subject compiles to in its first scenario, the baseline.

    Raises:
        cursus_tester.workers.launching.ProbeError: Builders cannot be run at all.
    """
    sdk = installed_sdk()
    for evidence in gather([subject], options, None):
        execution = evidence.execution
        if execution is None:
            break
        if execution.builder.why_not_loaded is not None:
            return Compiled(subject=subject.id, sdk=sdk, problem=execution.builder.why_not_loaded)
        trace = next(iter(execution.traces.all), None)
        if trace is not None:
            return _of_pipeline(subject, sdk, trace) if trace.build is not None else _of_builder(subject, sdk, trace)
    return Compiled(subject=subject.id, sdk=sdk, problem="it was not run")


def _of_builder(subject: Subject, sdk: str, trace: Trace) -> Compiled:
    if trace.request is None:
        return Compiled(subject=subject.id, sdk=sdk, problem=why(trace))
    return Compiled(subject=subject.id, sdk=sdk, steps=tuple(_own_steps(trace)))


def _own_steps(trace: Trace) -> Iterator[Mapping[str, Any]]:
    """The builder's step and those that the SDK added to it; of the steps that it was given no arguments are kept."""
    own = trace.definition_step or {}
    for entry in trace.steps:
        if entry.get("Name") == own.get("Name"):
            yield {**own, "Arguments": trace.request}
        elif "Arguments" in entry:
            yield entry


def _branch(step: DefinedStep) -> Mapping[str, str]:
    """Where a step stands that is in a branch, as a member of its own: ``Condition.IfSteps``."""
    return {BRANCH: "/".join(".".join(each) for each in step.branch)} if step.branch else {}


def _of_pipeline(subject: Subject, sdk: str, trace: Trace) -> Compiled:
    build = trace.build
    found = [each for each in build.pipelines if each.definition is not None] if build is not None else []
    if not found or found[0].definition is None:
        said = build.pipelines[0].problem if build is not None and build.pipelines else None
        return Compiled(subject=subject.id, sdk=sdk, problem=str(said or trace.problem or "it makes no pipeline"))
    definition = found[0].definition
    parameters = definition.get("Parameters") or ()
    steps = tuple({**each.own_entry, **_branch(each)} for each in steps_in(definition))
    return Compiled(subject=subject.id, sdk=sdk, steps=steps, parameters=tuple(parameters))
