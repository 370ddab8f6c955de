"""SB410, SB413, SB415: what a builder does with the account: only what it was given, and nothing before the run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Trace, Value
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import (
    CREATE_MODEL_REQUEST,
    CREATE_MODEL_STEP,
    MODEL,
    MODEL_STEP,
    PIPELINE_MODEL,
    PIPELINE_SESSION,
    SERVICE,
    SESSION,
)
from cursus_tester.steps.create_model.rules.models import (
    ROLE_CAUSE,
    SESSION_CAUSE,
    given_sessions,
    served_models,
    top_model,
)
from cursus_tester.steps.create_model.step_types import STEP_TYPES

_DOING = {
    Stage.CONSTRUCT: "the constructor",
    Stage.CREATE_STEP: "create_step",
    Stage.COMPILE: "compiling the step",
}


@rule("SB410", "no-aws-at-construction", step_types=STEP_TYPES, formerly="CM410")
def no_aws_at_construction(traces: Traces) -> Iterator[Finding]:
    """Calls no SageMaker API while it builds.

    What it checks: neither the constructor nor `create_step` nor compiling the step calls an operation of the SageMaker
    service, such as `CreateModel`. Uploads of code and the SDK's lookups of bucket and identity are allowed.

    Why: a pipeline definition only describes work. `model.create()` under a plain `Session` creates a model in the
    account at once, in every build, review and test.

    How to fix: pass the model to the step (`CreateModelStep(model=model)`), or make the request without the call:
    `model.create()` under a `PipelineSession` only describes it.
    """
    traces.loaded()
    for trace in traces.all:
        for call in trace.aws_calls:
            if call.stage in _DOING and call.service.startswith(SERVICE):
                yield Finding(
                    message=f"{_DOING[call.stage]} called {call.operation} of the {call.service} service",
                    hint="only describe the model and let the pipeline run create it: "
                    f"{CREATE_MODEL_STEP}(model=model); {MODEL_STEP}(step_args=model.create(…)), which packs the code "
                    f"into the archive, needs a {PIPELINE_SESSION}",
                    place=call.place or NOWHERE,
                    scenario=trace.scenario.name,
                )


@rule("SB413", "role-and-session", step_types=STEP_TYPES, formerly="CM413")
def role_and_session(traces: Traces) -> Iterator[Finding]:
    """Uses the session and the role that it was given.

    What it checks: the request's execution role is the role that the builder received, and the builder does not call
    `get_execution_role()`. The model, its parts, and whatever made the request have the session that the builder
    received, or a session made from the same boto session.

    Why: a model without a session silently gets the default one: the image, the bucket and the upload then belong to
    the region and account of the machine.

    How to fix: pass `role=self.role, sagemaker_session=self.session` to the model and to each part of a
    `PipelineModel`. Do not call `get_execution_role()` or create a `Session()` when the builder received them.
    """
    found = False
    for trace in traces.loaded():
        ambient = [(*each, ROLE_CAUSE) for each in _ambient_roles(trace)]
        for message, place, cause in (*ambient, *((*each, SESSION_CAUSE) for each in _missing_sessions(trace))):
            found = True
            yield Finding(
                message=message,
                hint="pass role=self.role and sagemaker_session=self.session",
                place=place,
                scenario=trace.scenario.name,
                cause=cause,
            )
    if found and all(trace.step is None for trace in traces):
        return
    # The models show when the step is made; a part without a session may keep it from compiling.
    judged = traces.returning()
    if all(trace.role is None and trace.session is None for trace in judged):
        raise NotApplicable("the builder takes neither a role nor a session")
    for trace in judged:
        wrong = [(each, ROLE_CAUSE) for each in _wrong_role(trace)]
        for message, cause in (*wrong, *((each, SESSION_CAUSE) for each in _wrong_sessions(trace))):
            yield Finding(
                message=message,
                hint="pass role=self.role and sagemaker_session=self.session to the model and to each of its parts",
                place=_model_place(trace),
                scenario=trace.scenario.name,
                cause=cause,
            )


def _ambient_roles(trace: Trace) -> Iterator[tuple[str, Place]]:
    if trace.role is not None:
        for call in trace.calls_to("session.get_execution_role"):
            message = (
                "get_execution_role() is called, which returns the role of the machine, although the builder received "
                "a role"
            )
            yield message, call.place or NOWHERE


def _missing_sessions(trace: Trace) -> Iterator[tuple[str, Place]]:
    """Models without a session on which the SDK stumbled."""
    problem = trace.problem
    if trace.step is None and problem is not None and not problem.is_own and trace.session is not None:
        for message in _wrong_sessions(trace):
            yield f"{message}, and {problem.stage.value} raised {problem}", problem.place or _model_place(trace)


def _wrong_role(trace: Trace) -> Iterator[str]:
    top = top_model(trace)
    held = top.attributes.get("role") if top is not None else None
    if trace.role is None:
        return
    if trace.request is not None:
        used = trace.request.get("ExecutionRoleArn")
        if used != trace.role:
            yield f"the request's role is {used!r}; the builder received {trace.role!r}"
    elif held is not None and held.data is not None and held.data != trace.role:
        yield f"the model's role is {held.data!r}; the builder received {trace.role!r}"


def _wrong_sessions(trace: Trace) -> Iterator[str]:
    if trace.session is None:
        return
    given = given_sessions(trace)
    top = top_model(trace)
    models = [model for model in (top, *served_models(trace)) if model is not None]
    for model in {each.value.identity: each for each in models}.values():
        session = model.attributes.get("sagemaker_session")
        name = model.value.type.rsplit(".", 1)[-1]
        if session is None or session.type == "None":
            yield f"{name} is made without a session: the SDK then uses the default one of the machine"
        elif session.identity not in given:
            yield f"{name} does not have the session that the builder received"
    for call in trace.calls:
        if call.target == f"{SESSION}.{CREATE_MODEL_REQUEST}" and not _is_one(call.receiver, given) and top is None:
            yield "the request is not made with the session that the builder received"


def _is_one(receiver: Value | None, identities: frozenset[int]) -> bool:
    return receiver is not None and receiver.identity in identities


def _model_place(trace: Trace) -> Place:
    for call in trace.calls:
        if call.place is not None and call.result is not None and call.result.is_a(MODEL, PIPELINE_MODEL):
            return call.place
    return step_place(trace)


@rule("SB415", "missing-role-refused", step_types=STEP_TYPES, formerly="CM415", severity=Severity.WARNING)
def missing_role_refused(traces: Traces) -> Iterator[Finding]:
    """Rejects a missing role with a `ValueError` that says so.

    What it checks: with `role=None`, and without a role in the config, the builder itself raises a `ValueError` whose
    text contains the word role: in the constructor, in the config or in `create_step`.

    Why: otherwise the SDK raises `TypeError: argument of type 'NoneType' is not iterable` when the pipeline is
    compiled, or the request has the role of the machine or an invented one.

    How to fix: `if not role: raise ValueError("role is missing; pass role=… to the constructor")`.
    """
    hint = 'check it first: if not self.role: raise ValueError("role is missing; pass role=… to the constructor")'
    without_role = traces.flawed(lambda scenario: not scenario.with_role, "the builder takes no role")
    base = traces.baseline
    if base is not None and base.request is None:
        raise Blocked(f"the baseline did not compile: {why(base)}")
    for trace in without_role:
        problem = trace.problem
        if problem is None and trace.request is None:
            continue
        if problem is None:
            role = (trace.request or {}).get("ExecutionRoleArn")
            message = f"without a role the step compiles, with the role {role!r}"
        elif problem.is_refusal and problem.stage is not Stage.COMPILE:
            if re.search("role", problem.message, re.IGNORECASE):
                continue
            message = f"without a role the builder raised a ValueError that does not mention it: {problem.message}"
        elif problem.is_own and problem.stage is not Stage.COMPILE:
            message = f"without a role the builder raised {problem}, which is not a ValueError"
        else:
            message = f"the builder takes a missing role: {why(trace)}"
        yield Finding(
            message=message,
            hint=hint,
            place=(problem.place if problem is not None else None) or NOWHERE,
            scenario=trace.scenario.name,
        )
