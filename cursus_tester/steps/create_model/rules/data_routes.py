"""SB404, SB405, SB407: model data arrives the same by every way and in every form."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Route, SourceKind
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common.refusals import alike, fails_as_usual, fails_to_compile, says_missing
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import PARAMETER_STRING
from cursus_tester.steps.create_model.rules.comparison import differences, request_of, shown, unsteady, without
from cursus_tester.steps.create_model.rules.model_data_use import require_model_data
from cursus_tester.steps.create_model.rules.model_references import wrong_references
from cursus_tester.steps.create_model.rules.requests import containers, model_data
from cursus_tester.steps.create_model.rules.sdk_abilities import (
    explain,
    is_variable_form,
    says_no_to_session,
    sdk_can_deploy,
    takes_no_variable,
)
from cursus_tester.steps.create_model.step_types import STEP_TYPES


@rule("SB404", "same-request-by-any-route", step_types=STEP_TYPES, formerly="CM404")
def same_request_by_any_route(traces: Traces) -> Iterator[Finding]:
    """Builds the same request however the model data is passed.

    What it checks: model data from the same step, passed as `model_data=`, in `inputs={"model_data": …}` and through
    `dependencies=[…]`, compiles to the same `Arguments`, except for the SDK's timestamps. For a processing step the
    builder decides how its folder becomes an archive, so that reference is not compared.

    Why: callers use all three. If a builder treats one differently, a pipeline works or fails depending on who wrote
    it.

    How to fix: reduce the three to one value first, then build the step from that value.
    """
    require_model_data(traces)
    ways = traces.varying("route")
    if len(ways) < 2:
        raise NotApplicable("create_step takes model data in one way only (see SB106)")
    built = sorted((trace for trace in ways if trace.request is not None), key=_by_route)
    if not built:
        raise Blocked(f"in no scenario compiled: {why(ways[0])}")
    first = built[0]
    for trace in ways:
        if trace.problem is not None and not (fails_to_compile(trace) or _is_form_refused(trace, traces)):
            yield Finding(
                message=f"model data passed as {_way(trace)} is not accepted, but as {_way(first)} it is: {why(trace)}",
                hint="treat model_data, inputs and dependencies in the same way before you build",
                place=trace.problem.place or NOWHERE,
                scenario=trace.scenario.name,
            )
    unlike_anyway = unsteady(traces, request_of)
    for trace in built[1:]:
        one, other = _comparable(first, trace)
        found = without(differences(one, other), unlike_anyway)
        if found:
            yield Finding(
                message=f"the request differs between model data passed as {_way(first)} and as {_way(trace)}: "
                f"{shown(found)}",
                hint="reduce model_data, inputs and dependencies to one value first, then build from it",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def _is_form_refused(trace: Trace, traces: Traces) -> bool:
    """Whether it fails for what is given, a pipeline variable, and not for the way in which it is (SB407)."""
    variables = [each for each in traces if each.scenario.source in (SourceKind.PARAMETER, SourceKind.JOIN)]
    is_refused = any(alike(each.problem, trace.problem) for each in variables)
    return is_refused and trace.scenario.route is not Route.DEPENDENCIES and not says_missing(trace, traces)


def _by_route(trace: Trace) -> int:
    return list(Route).index(trace.scenario.route)


def _way(trace: Trace) -> str:
    name = trace.scenario.input_name
    ways = {Route.DEPENDENCIES: "dependencies=[…]", Route.INPUTS: f'inputs={{"{name}": …}}'}
    return ways.get(trace.scenario.route, f"{name}=")


def _comparable(one: Trace, other: Trace) -> tuple[object, object]:
    """Both requests, without model data where the builder itself decides on it in one of them."""
    if wrong_references(one) or wrong_references(other):
        # Which archive it is in either is CM406's matter.
        return _without_model_data(one.request), _without_model_data(other.request)
    kinds = {one.scenario.source, *(kind for _, kind, _ in one.scenario.other_inputs)}
    if SourceKind.LAMBDA in kinds:
        # Which of its outputs is which input, the builder says of a dependency, and the caller of a value.
        names = one.scenario.given_steps | other.scenario.given_steps
        return _without_outputs(one.request, names), _without_outputs(other.request, names)
    through_dependencies = {trace.scenario.route is Route.DEPENDENCIES for trace in (one, other)}
    if kinds.isdisjoint({SourceKind.PROCESSING, SourceKind.TUNING}) or len(through_dependencies) == 1:
        return one.request, other.request
    return _without_model_data(one.request), _without_model_data(other.request)


def _without_outputs(document: object, steps: Iterable[str]) -> object:
    """A document in which each reference to one of the steps says the step only."""
    if isinstance(document, Mapping):
        get = document.get("Get") if len(document) == 1 else None
        named = [name for name in steps if isinstance(get, str) and get.startswith(f"Steps.{name}.")]
        return {"Get": named[0]} if named else {key: _without_outputs(each, steps) for key, each in document.items()}
    return [_without_outputs(each, steps) for each in document] if isinstance(document, list) else document


def _without_model_data(request: Mapping[str, Any] | None) -> object:
    document = copy.deepcopy(dict(request or {}))
    for container in containers(document):
        for name in ("ModelDataUrl", "ModelDataSource"):
            container.pop(name, None)  # type: ignore[attr-defined]
    return document


@rule("SB405", "explicit-input-wins", step_types=STEP_TYPES, formerly="CM405", severity=Severity.WARNING)
def explicit_input_wins(traces: Traces) -> Iterator[Finding]:
    """Prefers an explicit input to one extracted from dependencies.

    What it checks: an `s3://` URI passed as `model_data=` or in `inputs` is used, even when a dependency could provide
    the model data too.

    Why: a caller who names an archive wants that archive. The dependency may only be there to wait for.

    How to fix: extract from dependencies only the inputs that were not passed.
    """
    require_model_data(traces)
    rivals = traces.where(_has_rival, "create_step does not take both an explicit input and dependencies")
    for trace in rivals:
        if trace.problem is None or fails_as_usual(trace, traces):
            continue
        if trace.problem.is_own and trace.scenario.rival_source is not None:
            yield Finding(
                message=f"an explicit {_way(trace)[:-1].rstrip('=')} with dependencies is not accepted: {why(trace)}",
                hint="extract from dependencies only what was not passed explicitly",
                place=trace.problem.place or NOWHERE,
                scenario=trace.scenario.name,
            )
    for trace in traces.compiled(_has_rival):
        name = trace.scenario.input_name
        urls = [model_data(container) for container in containers(trace.request or {})]
        if not any(_is_that(url, trace.given_model_data.get(name), trace) for url in urls):
            yield Finding(
                message=f"{name} was passed explicitly as {trace.given_model_data.get(name)!r}, and the request has "
                f"{', '.join(map(repr, urls))}",
                hint="extract from dependencies only what was not passed explicitly",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def _has_rival(trace: Trace) -> bool:
    scenario = trace.scenario
    beside = scenario.rival_source is not None or bool(scenario.training_dependency)
    return beside and scenario.source is SourceKind.LITERAL and trace.dependencies is not None


def _is_that(url: object, given: object, trace: Trace) -> bool:
    """Whether `url` is the archive that was given, or the SDK's repacked copy of it."""
    return url == given or (isinstance(url, str) and url in trace.archives and trace.archives[url].uploaded)


@rule("SB407", "any-pipeline-variable", step_types=STEP_TYPES, formerly="CM407")
def any_pipeline_variable(builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Accepts any pipeline variable as model data that the SDK can deploy.

    What it checks: a `ParameterString`, a `Join` and a step's property, passed as `model_data=` or in `inputs`, build
    and compile under both sessions, if the SDK can deploy them with the builder's inference code at all.

    Why: a pipeline variable has no value before the run. A builder that inspects the value works with literals only,
    and not in a pipeline.

    How to fix: pass the value on unchanged: no `startswith`, no `os.path`, no comparison. Check
    `sagemaker.workflow.is_pipeline_variable(value)` first.
    """
    forms = traces.where(lambda trace: is_variable_form(trace.scenario), "create_step takes no value of model data")
    require_model_data(traces)
    deployable = [trace for trace in forms if sdk_can_deploy(builder, trace, traces) and not takes_no_variable(trace)]
    if not deployable:
        raise NotApplicable("the SDK can deploy no pipeline variable with this builder's inference code")
    literal = next((trace for trace in traces.loaded() if trace.scenario.source is SourceKind.LITERAL), None)
    blocked = None
    for trace in deployable:
        problem = trace.problem
        if problem is None or says_no_to_session(trace, traces):
            continue
        if literal is not None and alike(problem, literal.problem):
            blocked = why(literal)
            continue
        if any(other.request is not None and _form(other) == _form(trace) for other in _same_session(forms, trace)):
            # The form is taken, given in another way (SB404).
            continue
        yield Finding(
            message=f"{_form(trace)} as {trace.scenario.input_name} is not accepted: {why(trace)}",
            hint=explain(problem) or "pass pipeline variables on unchanged; the SDK can deploy this one",
            place=problem.place or NOWHERE,
            scenario=trace.scenario.name,
        )
    if blocked is not None:
        raise Blocked(f"the builder does not accept a plain s3:// URI either: {blocked}")


def _form(trace: Trace) -> str:
    names = {SourceKind.PARAMETER: f"a {PARAMETER_STRING}", SourceKind.JOIN: "a Join"}
    return names.get(trace.scenario.source, "a step's property")


def _same_session(traces: Iterable[Trace], wanted: Trace) -> list[Trace]:
    return [trace for trace in traces if trace.scenario.session is wanted.scenario.session]
