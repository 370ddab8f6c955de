"""SB410, SB413, SB415: what a builder does with the account: only what it was given, and nothing before the run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.request_layout import member
from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import AwsCall, Trace, Value
from cursus_tester.evidence.traces import Traces, why
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.makers import given_sessions, maker, maker_place, makers_behind
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import GET_EXECUTION_ROLE, SERVICE, SESSION
from cursus_tester.step_pack import DEFERRED, StepPack

_DOING = {
    Stage.CONSTRUCT: "the constructor",
    Stage.CREATE_STEP: "create_step",
    Stage.COMPILE: "compiling the step",
}


#: How operations begin that do the work of a run.
_ACTS = ("Create", "Start", "Update", "Delete", "Stop", "Register")
_LOOKS_UP = "look nothing up while you build: take it from the config or from the arguments of create_step"


@rule("SB410", "no-aws-at-construction", formerly="CM410")
def no_aws_at_construction(traces: Traces, pack: StepPack | None = None) -> Iterator[Finding]:
    """Calls no SageMaker API while it builds.

    What it checks: neither the constructor nor `create_step` nor compiling the step calls an operation of the SageMaker
    service, such as `CreateModel`. Uploads of code and the SDK's lookups of bucket and identity are allowed.

    Why: a pipeline definition only describes work. `model.create()` under a plain `Session` creates a model in the
    account at once, in every build, review and test; so do `processor.run()` and `estimator.fit()` with their jobs, and
    `ModelBuilder.build()` and `ModelTrainer.train()` of SDK v3.

    How to fix: pass the model, processor or estimator to the step (`CreateModelStep(model=model)`,
    `ProcessingStep(processor=processor)`), or make the request without the call: under a `PipelineSession`,
    `model.create()`, `processor.run()` and `estimator.fit()` only describe it. SDK v3 has the second way only: give the
    `ModelBuilder`, `ModelTrainer` or processor a `PipelineSession`, and `build()` neither `region=` nor another
    session.
    """
    traces.loaded()
    for trace in traces.all:
        for call in trace.aws_calls:
            if call.stage in _DOING and call.service.startswith(SERVICE) and not _asks_for_its_model(call, trace):
                yield Finding(
                    message=f"{_DOING[call.stage]} called {call.operation} of the {call.service} service",
                    hint=_deferred(pack) if call.operation.startswith(_ACTS) else _LOOKS_UP,
                    place=call.place or NOWHERE,
                    scenario=trace.scenario.name,
                )


def _asks_for_its_model(call: AwsCall, trace: Trace) -> bool:
    """Whether the SDK looks up the model that the config names: for a transform job it does so whenever it compiles."""
    name = (trace.request or {}).get("ModelName")
    is_configured = isinstance(name, str) and name in trace.config.values()
    return call.operation == "DescribeModel" and call.stage is Stage.COMPILE and is_configured


def _deferred(pack: StepPack | None) -> str:
    return pack.deferred if pack is not None else DEFERRED


@rule("SB413", "role-and-session", fixable=True, formerly="CM413")
def role_and_session(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Uses the session and the role that it was given.

    What it checks: the request's execution role is the role that the builder received, and the builder does not call
    `get_execution_role()`. The model, its parts, and whatever made the request have the session that the builder
    received, or a session made from the same boto session.

    Why: a model without a session silently gets the default one: the image, the bucket and the upload then belong to
    the region and account of the machine.

    How to fix: pass `role=self.role, sagemaker_session=self.session` to the model and to each part of a
    `PipelineModel`, under SDK v3 `role_arn=self.role, sagemaker_session=self.session` to the `ModelBuilder`. Do not
    call `get_execution_role()` or create a `Session()` when the builder received them.
    """
    found, noun = False, pack.makers.noun if pack.makers is not None else "step"
    role = pack.makers.role if pack.makers is not None else "role"
    for trace in traces.loaded():
        ambient = [(*each, causes.ROLE) for each in _ambient_roles(trace)]
        for message, place, cause in (*ambient, *((*each, causes.SESSION) for each in _missing_sessions(trace, pack))):
            found = True
            yield Finding(
                message=message,
                hint=f"pass {role}=self.role and sagemaker_session=self.session",
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
        # The role of the machine says already whose role it is.
        wrong = [] if any(_ambient_roles(trace)) else [(each, causes.ROLE) for each in _wrong_role(trace, pack)]
        for message, cause in (*wrong, *((each, causes.SESSION) for each in _wrong_sessions(trace, pack))):
            yield Finding(
                message=message,
                hint=f"pass {role}=self.role and sagemaker_session=self.session to the {noun} and to each of its parts",
                place=maker_place(trace, pack.makers),
                scenario=trace.scenario.name,
                cause=cause,
            )


def _ambient_roles(trace: Trace) -> Iterator[tuple[str, Place]]:
    if trace.role is not None:
        for call in trace.calls_to(GET_EXECUTION_ROLE):
            message = (
                "get_execution_role() is called, which returns the role of the machine, although the builder received "
                "a role"
            )
            yield message, call.place or NOWHERE


def _missing_sessions(trace: Trace, pack: StepPack) -> Iterator[tuple[str, Place]]:
    """What was made without a session and made the SDK stumble."""
    problem = trace.problem
    if trace.step is None and problem is not None and not problem.is_own and trace.session is not None:
        for message in _wrong_sessions(trace, pack):
            place = problem.place or maker_place(trace, pack.makers)
            yield f"{message}, and {problem.stage.value} raised {problem}", place


def _wrong_role(trace: Trace, pack: StepPack) -> Iterator[str]:
    top = maker(trace, pack.makers) if pack.makers is not None else None
    held = top.attributes.get("role") if top is not None else None
    if trace.role is None or not pack.layout.role:
        return
    if trace.request is not None:
        used = member(trace.request, pack.layout.role)
        if used != trace.role:
            yield f"the request's role is {used!r}; the builder received {trace.role!r}"
    elif held is not None and held.data is not None and held.data != trace.role:
        noun = pack.makers.noun if pack.makers is not None else "step"
        yield f"the {noun}'s role is {held.data!r}; the builder received {trace.role!r}"


def _wrong_sessions(trace: Trace, pack: StepPack) -> Iterator[str]:
    makers = pack.makers
    if trace.session is None or makers is None:
        return
    given = given_sessions(trace)
    top = maker(trace, makers)
    models = [model for model in (top, *makers_behind(trace, makers)) if model is not None]
    for model in {each.value.identity: each for each in models}.values():
        session = model.attributes.get("sagemaker_session")
        name = model.value.type.rsplit(".", 1)[-1]
        if session is None or session.type == "None":
            yield f"{name} is made without a session: the SDK then uses the default one of the machine"
        elif session.identity not in given:
            yield f"{name} does not have the session that the builder received"
    requests = tuple(f"{SESSION}.{name}" for name in makers.session_methods)
    for call in trace.calls:
        if call.target in requests and not _is_one(call.receiver, given) and top is None:
            yield "the request is not made with the session that the builder received"


def _is_one(receiver: Value | None, identities: frozenset[int]) -> bool:
    return receiver is not None and receiver.identity in identities


@rule("SB415", "missing-role-refused", formerly="CM415", severity=Severity.WARNING)
def missing_role_refused(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Rejects a missing role with a `ValueError` that says so.

    What it checks: with `role=None`, and without a role in the config, the builder itself raises a `ValueError` whose
    text contains the word role: in the constructor, in the config or in `create_step`.

    Why: otherwise the SDK raises `TypeError: argument of type 'NoneType' is not iterable` when the pipeline is
    compiled, or the request has the role of the machine or an invented one.

    How to fix: `if not role: raise ValueError("role is missing; pass role=… to the constructor")`.
    """
    hint = 'check it first: if not self.role: raise ValueError("role is missing; pass role=… to the constructor")'
    if not pack.layout.role:
        raise NotApplicable(f"a {pack.name} step has no role")
    without_role = traces.flawed(lambda scenario: not scenario.with_role, "the builder takes no role")
    base = traces.baseline
    if base is not None and base.request is None:
        raise Blocked(f"the baseline did not compile: {why(base)}")
    for trace in without_role:
        problem = trace.problem
        if problem is None and trace.request is None:
            continue
        if problem is None:
            role = member(trace.request or {}, pack.layout.role)
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
