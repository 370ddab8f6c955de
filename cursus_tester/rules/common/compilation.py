"""SB400, SB401: the step compiles into a request that the service takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Route, SessionKind, Stage
from cursus_tester.evidence.trace import Problem, Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.refusals import says_missing
from cursus_tester.rules.common.sdk_abilities import (
    explain,
    is_ordinary,
    needs_no_input,
    says_no_to_session,
    sdk_can_make,
    takes_no_variable,
)
from cursus_tester.rules.common.unexpected_errors import said_of, unexpected_errors
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import PIPELINE_SESSION
from cursus_tester.sdk.service_shapes import kind_of_argument, kind_of_property
from cursus_tester.step_pack import StepPack

#: Rules whose findings can be why nothing compiles: what hangs, and what the SDK stumbles on.
_EXPLAINED_BY = ("SB110", "SB325", "SB340", "SB413", "SB414")


@rule("SB400", "definition-compiles", formerly="CM400", explained_by=_EXPLAINED_BY)
def definition_compiles(builder: Builder, traces: Traces, pack: StepPack | None = None) -> Iterator[Finding]:
    """Compiles under both sessions, for every source and form of its inputs, and with every valid config.

    What it checks: `Pipeline(…).definition()` works with the step under `PipelineSession` and under `Session`, with
    its input from each source that the specification names, as an S3 URI, as a parameter and as a `Join`. For what the
    SDK cannot build, the builder raises a `ValueError` before anything is compiled. With other values in the config,
    and in every other scenario, the builder raises nothing. It may refuse a setting with an exception of its own that
    names the setting; a failed look-up such as `KeyError: 'SubnetIds'` is no refusal.

    Why: many mistakes show only when the pipeline is compiled, and some only under one kind of session or with one
    setting. Whoever configures that setting first gets the error.

    How to fix: look at what was raised and where. For what cannot work, raise a `ValueError` in the config's class, in
    the constructor or in `create_step` that names the setting and says what to do instead.
    """
    tried = traces.where(lambda trace: is_ordinary(trace.scenario), "there is no scenario that should compile")
    for trace in tried:
        problem = trace.problem
        if _is_overlooked(trace, traces) or says_no_to_session(trace, traces) or takes_no_variable(trace, pack):
            continue
        if problem is not None and problem.is_refusal and pack is None and any(each.step for each in traces):
            # Nobody knows what a step of this type is to be given.
            continue
        if problem is not None and problem.is_refusal and needs_no_input(traces, pack):
            # It has no use for what it is given here, and says so.
            continue
        if trace.death is not None:
            message, hint = (
                f"the build failed: {trace.death}",
                "building must only make a step and return",
            )
        elif problem is None:
            continue
        elif problem.stage is Stage.COMPILE:
            message = f"definition() raised {problem}"
            usual = "the SDK cannot use what the step was given: hand it what its message asks for"
            hint = explain(problem, pack) or usual
        elif problem.is_refusal and not sdk_can_make(pack, builder, trace, traces):
            continue
        elif problem.is_refusal:
            message = f"create_step rejects what the SDK can build: {problem}"
            hint = _way_out(problem, trace)
        else:
            message = f"{problem.stage.value} raised {problem}"
            hint = explain(problem, pack) or "correct the line that is named; raise a ValueError for what cannot work"
        yield Finding(
            message=message,
            hint=hint,
            place=(problem.place if problem is not None else trace.death_place) or step_place(trace) or NOWHERE,
            scenario=trace.scenario.name,
            cause=_cause_of(trace),
        )
    yield from _unexpected(builder, traces, pack)


def _unexpected(builder: Builder, traces: Traces, pack: StepPack | None) -> Iterator[Finding]:
    """What the builder raises with another config or in another situation, and need not raise."""
    for trace in unexpected_errors(traces, lambda each: sdk_can_make(pack, builder, each, traces), is_ordinary):
        problem = trace.problem
        assert problem is not None
        if takes_no_variable(trace, pack) or (problem.is_refusal and needs_no_input(traces, pack)):
            continue
        stage = "definition()" if problem.stage is Stage.COMPILE else problem.stage.value
        hint = "correct the line that is named"
        if problem.is_own_word:
            hint = "build the step; where the setting cannot be used, raise a ValueError that names it"
        yield Finding(
            message=f"{said_of(trace)}, {stage} raised {problem}",
            hint=explain(problem, pack) or hint,
            place=problem.place or step_place(trace) or NOWHERE,
            scenario=trace.scenario.name,
            cause=_cause_of(trace),
        )


def _cause_of(trace: Trace) -> str:
    """What a build that fails has in common with findings of other rules."""
    if trace.problem is None:
        return causes.DEATH
    sessions = [model.attributes.get("sagemaker_session") for model in trace.models]
    lacks_session = any(session is None or session.type == "None" for session in sessions)
    if lacks_session and not trace.problem.is_own and "'NoneType' object" in trace.problem.message:
        return causes.SESSION
    return causes.exception(trace.problem)


def _way_out(problem: Problem, trace: Trace) -> str:
    """What to do about a refusal, by what it is about: the session, another input, or the model data itself."""
    if trace.scenario.session is SessionKind.PIPELINE_SESSION and _speaks_of_session(problem):
        return f"the SDK builds this under a {PIPELINE_SESSION}, which pipelines are built under: accept it"
    if _speaks_of_session(problem):
        return (
            "the SDK builds this under a plain session too: accept it; where the team builds under "
            f"{PIPELINE_SESSION} only, say so: annotate sagemaker_session: {PIPELINE_SESSION}, or put "
            f'[tool.cursus-tester.sessions] "module:Class" = "{PIPELINE_SESSION}" into the settings'
        )
    name = re.search(r"""['"`]([A-Za-z]\w*)['"`]""", problem.message)
    if name is not None and name[1] != trace.scenario.input_name:
        return (
            f"the tester gives no {name[1]}: declare it in the specification, with the step that it comes from, or "
            "make it a field of the config"
        )
    what = trace.scenario.input_name or "what it is given"
    return f"accept this source and form of {what}, or leave it out of the specification"


def _speaks_of_session(problem: Problem) -> bool:
    return re.search(r"\b(?:plain |pipeline.?|sagemaker.?)?session\b", problem.message, re.IGNORECASE) is not None


def _is_overlooked(trace: Trace, traces: Traces) -> bool:
    """Whether the builder never looks where this input is: a way that it ignores (SB106), a source (SB214)."""
    scenario = trace.scenario

    def same_way(other: Trace) -> bool:
        by_step = other.scenario.source_name == scenario.source_name or scenario.route is not Route.DEPENDENCIES
        return other.scenario.route is scenario.route and by_step

    built = [other for other in traces if other.request is not None and is_ordinary(other.scenario)]
    if not built and scenario.input_name in traces.builder.asked_inputs and scenario.route is Route.DEPENDENCIES:
        # Nothing says that a step may yield it.
        return says_missing(trace, traces)
    return bool(built) and not any(same_way(other) for other in built) and says_missing(trace, traces)


@rule("SB401", "request-valid", formerly="CM401", explained_by=("SB340",))
def request_valid(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Compiles to a request that the service accepts.

    What it checks: the request passes botocore's validator for the operation that a run of the step calls, such as
    `CreateModel` or `CreateProcessingJob`, and the patterns, lengths and enums of
    the service model that the validator does not check. Pipeline variables count as valid values, but for a property of
    another step that is a structure, or a list, where a single value is wanted.

    Why: an invalid request is rejected only when the pipeline runs, after the training.

    How to fix: give the member that the finding names a value that the service accepts.
    """
    compiled = traces.compiled()
    if pack.operation is None and not any(trace.request_problems for trace in compiled):
        raise NotApplicable(f"a run of a {pack.name} step calls no operation that the tester knows")
    operation = pack.operation.name if pack.operation is not None else "the API"
    for trace in compiled:
        for where, reference, kind in _whole_structures(trace):
            yield Finding(
                message=f"{where} is {reference}, which is a whole {kind}; a single value is wanted",
                hint="add the property behind it that holds the value, such as .S3Uri",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )
        for problem in trace.request_problems:
            yield Finding(
                message=f"the service would reject the request: {problem}",
                hint=f"give that member a value that {operation} accepts",
                place=step_place(trace),
                scenario=trace.scenario.name,
                cause=_cause(problem),
            )


def _whole_structures(trace: Trace) -> Iterator[tuple[str, str, str]]:
    """Where a request refers to a structure, a list or a map in place of a value, to what, and what that is."""
    types = {str(step.get("Name")): str(step.get("Type")) for step in trace.steps}
    own = str((trace.definition_step or {}).get("Type"))
    for where, reference in _references(trace.request, ()):
        name, _, path = reference.removeprefix("Steps.").partition(".")
        kind = kind_of_property(types.get(name, ""), path) if reference.startswith("Steps.") else None
        if kind not in (None, "", "scalar") and kind_of_argument(own, where) == "scalar":
            yield ".".join(map(str, where)), reference, str(kind)


def _references(document: Any, where: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The references in a document, each with its place."""
    if isinstance(document, Mapping):
        if set(document) == {"Get"} and isinstance(document["Get"], str):
            yield where, document["Get"]
            return
        for name, each in document.items():
            yield from _references(each, (*where, str(name)))
    elif isinstance(document, (list, tuple)):
        for index, each in enumerate(document):
            yield from _references(each, (*where, index))


def _cause(problem: str) -> str:
    """What a problem of a request has in common with findings of other rules; empty for nothing."""
    variable = re.search(r"\bEnvironment\.(\w+)", problem)
    if variable is not None:
        return causes.environment_variable(variable[1])
    if problem.startswith("Unknown parameter in input:"):
        return causes.REQUEST
    member = re.match(r"(?:.* for parameter )?([A-Z][\w.\[\]]*)(?: is |, value)", problem)
    return f"member {member[1]}" if member is not None else ""
