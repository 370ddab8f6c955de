"""SB102, SB106, SB107, SB109: how a builder is constructed and called."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator, Sequence

from cursus_tester.evidence.scenario import Route, Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE, Place, Subject
from cursus_tester.rules.classification import step_type
from cursus_tester.rules.common.arrival import arrived
from cursus_tester.rules.common.constructors import VARIADIC, constructor_parameters
from cursus_tester.rules.common.refusals import alike, fails_to_compile, says_missing
from cursus_tester.rules.common.shape import require_class
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import CREATE_MODEL_STEP, STEP, STEP_COLLECTION
from cursus_tester.source.builder_source import Method, Parameter, ParameterKind, Source
from cursus_tester.step_pack import pack_of


def _lacks(parameters: Sequence[Parameter], wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The `wanted` keywords that a function does not take, each with why."""
    by_name = {each.name: each for each in parameters}
    takes_any = any(each.kind is ParameterKind.VAR_KEYWORD for each in parameters)
    for name in wanted:
        parameter = by_name.get(name)
        if parameter is not None and parameter.kind is ParameterKind.POSITIONAL_ONLY:
            yield name, "takes it by position only"
        elif (parameter is None or parameter.kind in VARIADIC) and not takes_any:
            yield name, "does not take it"


def _demanded(parameters: Sequence[Parameter], but: Sequence[str] = ()) -> Iterator[Parameter]:
    """The parameters without default, `but` some."""
    for each in parameters:
        if not each.has_default and each.kind not in VARIADIC and each.name not in but:
            yield each


@rule("SB102", "constructor-signature", convention=True)
def constructor_signature(subject: Subject, source: Source) -> Iterator[Finding]:
    """Can be constructed with `config`, `sagemaker_session` and `role`.

    What it checks: the constructor takes `config`, `sagemaker_session` and `role` by keyword and requires nothing but
    `config`. `**kwargs` counts as taking them.

    Why: the code that assembles a pipeline constructs every builder in the same way, and a test constructs it with
    less.

    How to fix: `def __init__(self, config, sagemaker_session=None, role=None, …)`.
    """
    require_class(source)
    parameters, place = constructor_parameters(source)
    hint = "declare it as def __init__(self, config, sagemaker_session=None, role=None, …)"
    for name, why in _lacks(parameters, ("config", "sagemaker_session", "role")):
        yield Finding(
            message=f"the constructor of {subject.name} must take {name} by keyword; it {why}",
            hint=hint,
            place=place or NOWHERE,
        )
    for each in _demanded(parameters, but=("config",)):
        yield Finding(
            message=f"the constructor of {subject.name} requires {each.name}; all parameters but config need a default",
            hint=f"give it a default: {each.name}=None",
            place=place or NOWHERE,
        )


@rule("SB109", "injection-points", severity=Severity.WARNING, convention=True)
def injection_points(subject: Subject, source: Source) -> Iterator[Finding]:
    """Lets the caller pass its registry and its dependency resolver.

    What it checks: the constructor takes `registry_manager` and `dependency_resolver` by keyword, both optional.

    Why: two pipelines in one process need separate registries, and a test needs a resolver that it controls.

    How to fix: `def __init__(self, config, …, registry_manager=None, dependency_resolver=None)`, and pass both to the
    base class.
    """
    require_class(source)
    parameters, place = constructor_parameters(source)
    names = ("registry_manager", "dependency_resolver")
    for name, why in _lacks(parameters, names):
        yield Finding(
            message=f"the constructor of {subject.name} should take {name} by keyword; it {why}",
            hint=f"add {name}=None to the constructor and pass it on to the base class",
            place=place or NOWHERE,
        )
    for each in _demanded(parameters):
        if each.name in names:
            yield Finding(
                message=f"the constructor of {subject.name} requires {each.name}, which should be optional",
                hint=f"give it a default: {each.name}=None",
                place=place or NOWHERE,
            )


@rule("SB106", "create-step-keywords", convention=True)
def create_step_keywords(subject: Subject, source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Accepts and uses the keywords of `create_step`.

    What it checks: `create_step` takes `inputs`, `dependencies`, `enable_caching` and, if it builds a CreateModel step,
    `model_data`, all by keyword and none of them required. Model data that is passed by one keyword reaches the request
    just as it does by another.

    Why: the code that assembles a pipeline calls every builder in the same way. A builder that ignores a keyword builds
    the step from something else than the caller passed.

    How to fix: `def create_step(self, **kwargs)`, and read each keyword.
    """
    require_class(source)
    method = source.method("create_step")
    if method is None:
        raise NotApplicable("there is no create_step in the source")
    wanted = ["inputs", "dependencies", "enable_caching"]
    pack = pack_of(step_type(source, traces))
    if pack is not None and pack.keyword_input:
        wanted.append(pack.keyword_input)
    parameters = method.parameters if "staticmethod" in method.decorators else method.parameters[1:]
    hint = "declare it as def create_step(self, **kwargs), or give each keyword a default"
    for name, why in _lacks(parameters, wanted):
        yield Finding(
            message=f"create_step must take {name} by keyword; it {why}", hint=hint, place=_place(method, subject)
        )
    for each in _demanded(parameters):
        yield Finding(
            message=f"create_step requires {each.name}; every keyword is optional, as a value can come another way",
            hint=f"give it a default: {each.name}=None",
            place=_place(method, subject),
        )
    for trace in _ignored(traces):
        if _demands_more(trace, parameters):
            # Said above, of the parameter that has no default.
            continue
        keyword, is_input = trace.scenario.handed_by, trace.scenario.route is Route.INPUTS
        given = f"inputs={{{trace.scenario.input_name!r}: …}}" if is_input else f"{keyword}="
        yield Finding(
            message=f"create_step does not use {given}: {_outcome(trace)}",
            hint=f"read {keyword} from the keywords and build the step from it",
            place=(trace.problem.place if trace.problem is not None else None) or _place(method, subject),
            scenario=trace.scenario.name,
        )


def _demands_more(trace: Trace, parameters: Sequence[Parameter]) -> bool:
    """Whether Python refuses the call for want of a parameter, which another finding names."""
    said = str(trace.problem) if trace.problem is not None else ""
    return "create_step() missing" in said and any(f"'{each.name}'" in said for each in _demanded(parameters))


def _place(method: Method, subject: Subject) -> Place:
    return subject.place if method.is_installed else method.place


def _ignored(traces: Traces | None) -> Iterator[Trace]:
    """The ways of giving an input that do not work, where the same value given another way does."""
    if traces is None or not traces.all or traces.builder.problem is not None or traces.builder.death is not None:
        return
    tried = [
        trace
        for trace in traces.varying("route", "source", "source_name", "session")
        if trace.death is None and not _comes_anyway(trace) and not fails_to_compile(trace)
    ]
    works = [
        trace
        for trace in tried
        if trace.request is not None and arrived(trace, trace.scenario.input_name, trace.scenario.source_name)
    ]
    for route in Route:
        given = [trace for trace in tried if trace.scenario.route is route]
        if not given or any(trace.scenario.route is route for trace in works):
            continue
        for trace in given:
            if _is_form_refused(trace, tried, works):
                continue
            if any(_what(trace) == _what(other) for other in works) or (works and _is_called_missing(trace, traces)):
                yield trace
                break


def _is_form_refused(trace: Trace, tried: list[Trace], works: list[Trace]) -> bool:
    """Whether another way of giving a value works, and fails with this very value alike: that is SB407's matter."""
    others = {each.scenario.route for each in works} - {Route.DEPENDENCIES, trace.scenario.route}
    return trace.scenario.route is not Route.DEPENDENCIES and any(
        other.scenario.route in others and _what(other) == _what(trace) and alike(other.problem, trace.problem)
        for other in tried
    )


def _comes_anyway(trace: Trace) -> bool:
    """Whether the training step that a builder always has yields the very value that is given."""
    scenario = trace.scenario
    return scenario.route is not Route.DEPENDENCIES and scenario.training_dependency == scenario.source_name != ""


def _what(trace: Trace) -> tuple[object, ...]:
    return trace.scenario.source, trace.scenario.source_name, trace.scenario.session


def _is_called_missing(trace: Trace, traces: Traces) -> bool:
    """Whether the builder says of a declared source's value what it says where none is given."""
    specification, scenario = traces.builder.specification, trace.scenario
    declared = {
        source
        for each in (specification.dependencies if specification is not None else ())
        if each.name == scenario.input_name
        for source in each.compatible_sources
    }
    return scenario.source_name in declared and says_missing(trace, traces)


def _outcome(trace: Trace) -> str:
    if trace.problem is not None and trace.problem.stage is not Stage.COMPILE:
        return f"{trace.problem.stage.value} raised {trace.problem}"
    if trace.problem is not None:
        return f"definition() raised {trace.problem}"
    return "the value does not reach the request"


def _returned(traces: Traces | None) -> str:
    """The class of the step that a builder returns, or that of many."""
    found = (trace.step.value.type.rpartition(".")[2] for trace in traces or () if trace.step is not None)
    return next(found, CREATE_MODEL_STEP)


@rule("SB107", "return-annotation", severity=Severity.INFO, convention=True)
def return_annotation(subject: Subject, source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Annotates what `create_step` returns, and returns that.

    What it checks: `create_step` has a return annotation, and the object that it returns is of that class.

    Why: readers and type checkers rely on the annotation.

    How to fix: `def create_step(self, **kwargs) -> CreateModelStep:`, under SDK v3 `-> ModelStep:`.
    """
    require_class(source)
    method = source.method("create_step")
    if method is None:
        raise NotApplicable("there is no create_step in the source")
    if not method.returns:
        yield Finding(
            message="create_step has no return annotation",
            hint=f"annotate it: def create_step(self, **kwargs) -> {_returned(traces)}:",
            place=_place(method, subject),
        )
        return
    names, endings = re.findall(r"\w+", method.returns), (STEP, STEP_COLLECTION.removeprefix(STEP))
    # The name of an alias or a type variable says nothing about what it stands for.
    if traces is None or not any(name.endswith(endings) or name in vars(builtins) for name in names):
        return
    if "object" in names:
        return
    for trace in traces:
        if trace.step is not None and not trace.step.value.is_a(*names, "coroutine"):
            # What is async by mistake is SB300's matter.
            found = trace.step.value.type.rsplit(".", 1)[-1]
            yield Finding(
                message=f"create_step is annotated to return {method.returns.rsplit('.', 1)[-1]} and returns {found}",
                hint=f"annotate it with what it returns: -> {found}",
                place=_place(method, subject),
                scenario=trace.scenario.name,
            )
