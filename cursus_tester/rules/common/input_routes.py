"""SB404, SB405, SB407: an input arrives the same by every way and in every form."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.expressions import contains, references
from cursus_tester.evidence.scenario import Route, SourceKind
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.comparison import differences, request_of, shown, unsteady, without
from cursus_tester.rules.common.refusals import alike, fails_as_usual, fails_to_compile, says_missing
from cursus_tester.rules.common.sdk_abilities import (
    explain,
    is_variable_form,
    require_input,
    says_no_to_session,
    sdk_can_make,
    takes_no_variable,
)
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import PARAMETER_STRING
from cursus_tester.source.builder_source import ParameterKind, Source
from cursus_tester.source.syntax import all_nodes
from cursus_tester.step_pack import StepPack


@rule("SB404", "same-request-by-any-route", formerly="CM404")
def same_request_by_any_route(pack: StepPack, source: Source, traces: Traces) -> Iterator[Finding]:
    """Builds the same request however its input is passed.

    What it checks: an input from the same step, passed by a keyword of its own such as `model_data=`, in
    `inputs={"model_data": …}` and through `dependencies=[…]`, compiles to the same `Arguments`, except for the SDK's
    timestamps. For model data from a processing step the builder decides how its folder becomes an archive, so that
    reference is not compared.

    Why: callers use all three. If a builder treats one differently, a pipeline works or fails depending on who wrote
    it.

    How to fix: reduce the three to one value first, then build the step from that value.
    """
    require_input(traces, pack)
    ways = traces.varying("route")
    if len(ways) < 2:
        raise NotApplicable("create_step takes its input in one way only (see SB106)")
    built = sorted((trace for trace in ways if trace.request is not None), key=_by_route)
    if not built:
        raise Blocked(f"in no scenario compiled: {why(ways[0])}")
    first = built[0]
    for trace in ways:
        if trace.problem is not None and not (fails_to_compile(trace) or _is_form_refused(trace, traces)):
            if says_missing(trace, traces) and _is_swallowed(source, trace.scenario.handed_by):
                # It knows nothing of this way (see SB106).
                continue
            yield Finding(
                message=f"{trace.scenario.input_name} passed as {_way(trace)} is not accepted, but as {_way(first)} it "
                f"is: {why(trace)}",
                hint="treat a keyword of its own, inputs and dependencies in the same way before you build",
                place=trace.problem.place or NOWHERE,
                scenario=trace.scenario.name,
            )
    unlike_anyway = unsteady(traces, request_of)
    for trace in built[1:]:
        one, other = map(_in_order, _comparable(first, trace, pack))
        found = without(differences(one, other), unlike_anyway)
        if found:
            yield Finding(
                message=f"the request differs between {trace.scenario.input_name} passed as {_way(first)} and as "
                f"{_way(trace)}: {shown(found)}",
                hint="reduce the keyword, inputs and dependencies to one value first, then build from it",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def _is_swallowed(source: Source, keyword: str) -> bool:
    """Whether `create_step` takes a keyword among any others and looks at none of them."""
    method = source.method("create_step")
    if method is None or any(each.name == keyword for each in method.parameters):
        return False
    others = next((each.name for each in method.parameters if each.kind is ParameterKind.VAR_KEYWORD), "")
    return bool(others) and not any(isinstance(node, ast.Name) and node.id == others for node in all_nodes(method.node))


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


def _comparable(one: Trace, other: Trace, pack: StepPack) -> tuple[object, object]:
    """Both requests, without their inputs where the builder itself decides on them in one of them."""
    without_inputs = pack.without_inputs
    if pack.misrefers is not None and without_inputs is not None and any(map(pack.misrefers, (one, other))):
        # What it is in either is the matter of a rule of the pack.
        return without_inputs(one.request or {}), without_inputs(other.request or {})
    kinds = {one.scenario.source, *(kind for _, kind, _ in one.scenario.other_inputs)}
    if SourceKind.LAMBDA in kinds:
        # Which of its outputs is which input, the builder says of a dependency, and the caller of a value.
        names = one.scenario.given_steps | other.scenario.given_steps
        return _without_outputs(one.request, names), _without_outputs(other.request, names)
    through_dependencies = {trace.scenario.route is Route.DEPENDENCIES for trace in (one, other)}
    if kinds.isdisjoint({SourceKind.PROCESSING, SourceKind.TUNING}) or len(through_dependencies) == 1:
        return one.request, other.request
    if without_inputs is None:
        return one.request, other.request
    return without_inputs(one.request or {}), without_inputs(other.request or {})


#: What the entries of lists are known by whose order means nothing to a job.
_KEYS = ("InputName", "OutputName", "ChannelName")


def _in_order(document: object) -> object:
    """A document with its lists of inputs and outputs in the order of their names."""
    if isinstance(document, Mapping):
        return {key: _in_order(each) for key, each in document.items()}
    if not isinstance(document, list):
        return document
    parts = [_in_order(each) for each in document]
    key = next((key for key in _KEYS if parts and all(isinstance(each, Mapping) and key in each for each in parts)), "")
    return sorted(parts, key=lambda each: str(each[key])) if key else parts  # type: ignore[index]


def _without_outputs(document: object, steps: Iterable[str]) -> object:
    """A document in which each reference to one of the steps says the step only."""
    if isinstance(document, Mapping):
        get = document.get("Get") if len(document) == 1 else None
        named = [name for name in steps if isinstance(get, str) and get.startswith(f"Steps.{name}.")]
        return {"Get": named[0]} if named else {key: _without_outputs(each, steps) for key, each in document.items()}
    return [_without_outputs(each, steps) for each in document] if isinstance(document, list) else document


@rule("SB405", "explicit-input-wins", formerly="CM405", severity=Severity.WARNING)
def explicit_input_wins(pack: StepPack, traces: Traces) -> Iterator[Finding]:
    """Prefers an explicit input to one extracted from dependencies.

    What it checks: an `s3://` URI passed as a keyword such as `model_data=` or in `inputs` is used, even when a
    dependency could provide the input too.

    Why: a caller who names an archive wants that archive. The dependency may only be there to wait for.

    How to fix: extract from dependencies only the inputs that were not passed.
    """
    if not traces.builder.optional_inputs:
        require_input(traces, pack)
    rivals = traces.where(
        lambda trace: _has_rival(trace, traces), "create_step does not take both an explicit input and dependencies"
    )
    # What a value cannot be is no explicit input: a condition reads a file of a step.
    rivals = tuple(trace for trace in rivals if sdk_can_make(pack, traces.builder, trace, traces))
    if not rivals:
        raise NotApplicable("the SDK can make the step of what a step yields only")
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
    for trace in traces.compiled(lambda each: each in rivals):
        name, base = _explicit_name(trace, traces), traces.baseline or trace
        urls = pack.layout.inputs(trace.request or {})
        if name != base.scenario.input_name and not _is_taken_from_a_step(name, trace):
            # Only what a builder takes from a step in place of a further input shows that it is no other matter.
            continue
        if contains(trace.request, trace.given_model_data.get(name)) and name != base.scenario.input_name:
            continue
        if not any(_is_that(url, trace.given_model_data.get(name), trace) for url in urls):
            yield Finding(
                message=f"{name} was passed explicitly as {trace.given_model_data.get(name)!r}, and the request has "
                f"{', '.join(map(repr, urls))}",
                hint="extract from dependencies only what was not passed explicitly",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def _explicit_name(trace: Trace, traces: Traces) -> str:
    """The input that is passed explicitly: the varied one, or one that nothing declares."""
    named = [name for name, kind, _ in trace.scenario.other_inputs if name in traces.builder.optional_inputs]
    return named[0] if named and not trace.scenario.input_name else trace.scenario.input_name


def _is_taken_from_a_step(name: str, trace: Trace) -> bool:
    """Whether the request has a step's output of the input's name, or what the rival step yields."""
    rival = trace.scenario.rival_source
    outputs = [each for each in references(trace.request, "Steps.") if f"['{name}']" in each]
    return bool(outputs) or (rival is not None and bool(references(trace.request, f"Steps.{rival[1]}.")))


def _has_rival(trace: Trace, traces: Traces) -> bool:
    scenario = trace.scenario
    if not _explicit_name(trace, traces):
        return False
    if not scenario.input_name and scenario.source.is_step:
        return True
    beside = scenario.rival_source is not None or bool(scenario.training_dependency)
    by_value = scenario.source is SourceKind.LITERAL or (scenario.rival_source and not scenario.source.is_step)
    return beside and bool(by_value) and trace.dependencies is not None


def _is_that(url: object, given: object, trace: Trace) -> bool:
    """Whether `url` is the archive that was given, or the SDK's repacked copy of it."""
    if url == given:
        return True
    if isinstance(url, Mapping):
        brought = [step for step in trace.steps if "Arguments" in step and references(url, f"Steps.{step['Name']}.")]
        return any(contains(step["Arguments"], given) for step in brought)
    return isinstance(url, str) and url in trace.archives and trace.archives[url].uploaded


@rule("SB407", "any-pipeline-variable", formerly="CM407", explained_by=("SB400",))
def any_pipeline_variable(pack: StepPack, builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Accepts any pipeline variable as input that the SDK can build with.

    What it checks: a `ParameterString`, a `Join` and a step's property, passed as a keyword such as `model_data=` or in
    `inputs`, build and compile under both sessions, if the SDK can build with them at all.

    Why: a pipeline variable has no value before the run. A builder that inspects the value works with literals only,
    and not in a pipeline.

    How to fix: pass the value on unchanged: no `startswith`, no `os.path`, no comparison. Check
    `is_pipeline_variable(value)` of `sagemaker.workflow`, under SDK v3 of `sagemaker.core.workflow`, first.
    """
    forms = traces.where(lambda trace: is_variable_form(trace.scenario), "create_step takes no value of an input")
    require_input(traces, pack)
    deployable = [
        trace for trace in forms if sdk_can_make(pack, builder, trace, traces) and not takes_no_variable(trace, pack)
    ]
    if not deployable:
        raise NotApplicable("the SDK can build with no pipeline variable here")
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
            hint=explain(problem, pack) or "pass pipeline variables on unchanged; the SDK can build with this one",
            place=problem.place or NOWHERE,
            scenario=trace.scenario.name,
            cause=causes.exception(problem),
        )
    if blocked is not None:
        raise Blocked(f"the builder does not accept a plain s3:// URI either: {blocked}")


def _form(trace: Trace) -> str:
    names = {SourceKind.PARAMETER: f"a {PARAMETER_STRING}", SourceKind.JOIN: "a Join"}
    return names.get(trace.scenario.source, "a step's property")


def _same_session(traces: Iterable[Trace], wanted: Trace) -> list[Trace]:
    return [trace for trace in traces if trace.scenario.session is wanted.scenario.session]
