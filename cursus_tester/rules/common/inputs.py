"""SB203, SB204: the builder takes the inputs that its specification declares."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder, Specification
from cursus_tester.evidence.interface import UNDECLARED
from cursus_tester.evidence.scenario import Route, Scenario, Stage
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.evidence.unavailable import Blocked, NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.arrival import arrived, declares, does_without, parts
from cursus_tester.rules.common.refusals import (
    is_from_sdk,
    is_in_time,
    is_of_environment,
    is_value_error,
    names,
    raises_anyway,
)
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source
from cursus_tester.source.syntax import source_text
from cursus_tester.step_pack import StepPack

#: How dictionaries of inputs are called, and inputs themselves.
_INPUTS = re.compile("input|kwargs|value|given|found|resolved|available")
_DATA = re.compile("data$|artifacts?$|model$|input$|_uri$|_path$")


@rule("SB203", "dependencies-aligned")
def dependencies_aligned(
    source: Source, traces: Traces, specification: Specification | None = None
) -> Iterator[Finding]:
    """Uses the inputs that its specification declares, and no others.

    What it checks: the value of every required dependency of the specification reaches the compiled step or a call of
    the SDK. The builder neither requires nor uses an input that the specification does not declare. Of a builder
    without specification, every input that it cannot do without does, under either session. One that it looks up and
    does without does so wherever it does at all, and no other input takes its place.

    Why: pipelines connect steps by their specifications. An input that is declared and not used makes the step wait for
    no reason. An input that is used and not declared is never provided.

    How to fix: use the input or remove it from the specification; declare the input or stop reading it.
    """
    if specification is None:
        yield from _unused_of_asked(traces)
        return
    yield from _undeclared(source, specification, traces)
    tried = traces.varying("route", "source", "source_name", "session")
    compiled = [trace for trace in tried if trace.request is not None]
    required = [each.name for each in specification.dependencies if each.required]
    if required and not compiled:
        raise Blocked(f"in no scenario compiled: {why(tried[0])}")
    for name in required:
        if not any(_is_used(trace, name) for trace in compiled):
            yield Finding(
                message=f"the specification requires the input {name!r}, and its value does not reach the step",
                hint=f"use the input, or remove {name} from the specification",
                place=step_place(compiled[0]),
                scenario=compiled[0].scenario.name,
                cause=causes.step_input(name),
            )


def _unused_of_asked(traces: Traces) -> Iterator[Finding]:
    """Inputs that a builder without specification refuses to do without, and that it does not use."""
    asked, optional = traces.builder.asked_inputs, traces.builder.optional_inputs
    if not asked and not optional:
        raise NotApplicable("the builder carries no specification")
    for name in optional:
        yield from _misused(name, traces)
    for trace in traces.compiled(lambda trace: not trace.scenario.is_flawed):
        for name in asked:
            if name in trace.given_model_data and not _is_used(trace, name):
                yield Finding(
                    message=f"the builder asks for the input {name!r}, and its value does not reach the step",
                    hint=f"use the input, or do without {name}",
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                    cause=causes.step_input(name),
                )


def _misused(name: str, traces: Traces) -> Iterator[Finding]:
    """What becomes of an input that a builder does without, where it is given: lost, or another one in its place."""
    given = traces.compiled(lambda trace: name in trace.given_model_data, "the input is never given")
    base, reached = traces.baseline, [trace for trace in given if _is_used(trace, name)]
    for trace in given:
        if trace in reached:
            continue
        doubled = _doubled(trace, base) if base is not None and base.request is not None else ""
        if reached:
            what = "its value does not reach the step here, as it does elsewhere"
        elif doubled:
            what = f"the step has the value of {doubled!r} once more in its place"
        else:
            continue
        yield Finding(
            message=f"the builder takes the input {name!r}, and {what}",
            hint=f"pass on the value of {name}",
            place=step_place(trace),
            scenario=trace.scenario.name,
            cause=causes.step_input(name),
        )


def _doubled(trace: Trace, base: Trace) -> str:
    """The input whose value a request has more often than the baseline's; empty where there is none."""
    for name, value in base.given_model_data.items():
        counts = [sum(1 for part in parts(each.request) if part == value) for each in (trace, base)]
        if trace.given_model_data.get(name) == value and counts[0] > counts[1]:
            return name
    return ""


def _is_used(trace: Trace, name: str) -> bool:
    steps = {other: step_name for other, _, step_name in trace.scenario.other_inputs}
    steps[trace.scenario.input_name] = trace.scenario.source_name
    if arrived(trace, name, steps.get(name, "")):
        return True
    given = trace.given_model_data.get(name)
    return given is not None and any(
        value.data == given for call in trace.calls if call.place is not None for value in call.arguments.values()
    )


def _undeclared(source: Source, specification: Specification, traces: Traces) -> Iterator[Finding]:
    traces.loaded()
    without = next((each for each in traces.varying("route") if each.scenario.route is Route.INPUTS), None)
    declared = ", ".join(each.name for each in specification.dependencies)
    for trace in traces.all:
        if not trace.scenario.extra_inputs:
            continue
        compiled = json.dumps([trace.request, [step.get("Arguments") for step in trace.steps]])
        for name in trace.scenario.extra_inputs:
            if f"/{UNDECLARED}/{name}/" in compiled:
                did, place = "uses", step_place(trace)
            elif (
                without is not None
                and _demands(without, name)
                and (not _demands(trace, name) or _is_read_as_input(source, name))
            ):
                did, place = "requires", (without.problem.place if without.problem is not None else None) or NOWHERE
            else:
                continue
            yield Finding(
                message=f"create_step {did} the input {name!r}, which the specification does not declare; it declares "
                f"{declared}",
                hint=f"declare {name} among the dependencies, or do not read it",
                place=place,
                scenario=trace.scenario.name,
            )


def _demands(trace: Trace, name: str) -> bool:
    """Whether `create_step` raised because the input `name` was not there."""
    problem = trace.problem
    if problem is None or not is_in_time(problem) or problem.exception not in ("KeyError", "ValueError"):
        return False
    if is_from_sdk(problem) or is_of_environment(problem):
        # What the SDK says of a value is no word of the builder's on its inputs, nor is a variable of the process.
        return False
    return re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", problem.message) is not None


@rule("SB204", "missing-input-named", explained_by=("SB400",))
def missing_input_named(traces: Traces, pack: StepPack | None = None) -> Iterator[Finding]:
    """Rejects a missing required input with a `ValueError` that names it.

    What it checks: `create_step` without a required input, and with `None` or `""` in its place, raises a `ValueError`
    whose text contains the name of the input, before any AWS call. When the training step that can provide the input is
    among the dependencies (Pattern B), taking it from there is correct too.

    Why: the SDK accepts `None` as model data and compiles a request without `ModelDataUrl`. The endpoint then fails
    hours later, and nothing mentions the missing input.

    How to fix: `if not inputs.get("model_data"): raise ValueError("required input 'model_data' not found")`.
    """
    if traces.builder.specification is None and pack is None:
        raise NotApplicable("neither a specification nor the step type says which inputs are required")
    missing = traces.flawed(
        lambda scenario: scenario.missing is not None and not scenario.extra_inputs,
        "create_step takes no input that could be missing",
    )
    judged = False
    for trace in missing:
        finding = _judge_refusal(trace)
        if _demands_keyword(trace) or _is_optional(traces.builder, trace):
            judged = True
            continue
        if finding is not None and (raises_anyway(trace, traces) or trace.death is not None or _builds_nothing(traces)):
            continue
        judged = True
        if finding is not None:
            yield finding
    if not judged:
        raise Blocked(f"create_step fails before it reads its inputs: {why(missing[0])}")


def _is_optional(builder: Builder, trace: Trace) -> bool:
    """Whether nothing declares the input, and the builder does not read it, or does well without."""
    name = trace.scenario.input_name
    if declares(builder, name):
        return False
    return not builder.asks_for_model_data or (trace.request is not None and does_without(trace))


def _demands_keyword(trace: Trace) -> bool:
    """Whether Python refuses the call for want of a keyword: it names the input; another one is SB106's matter."""
    problem = trace.problem
    missing = problem is not None and problem.exception == "TypeError" and "missing" in problem.message
    return missing and "create_step()" in str(problem)


def _builds_nothing(traces: Traces) -> bool:
    """Whether what the builder returns is no step, also when it is given all that it needs."""
    base = traces.baseline
    return base is not None and base.problem is None and base.request is None


def _is_read_as_input(source: Source, name: str) -> bool:
    """Whether the source takes `name` out of the keywords of `create_step`, or of something that holds inputs."""
    subscripts = (
        node for each in source.class_statements for node in ast.walk(each) if isinstance(node, ast.Subscript)
    )
    return any(
        isinstance(node.slice, ast.Constant)
        and node.slice.value == name
        and re.search("config|environ|setting", source_text(node.value)) is None
        and (_INPUTS.search(source_text(node.value)) or _DATA.search(name)) is not None
        for node in subscripts
    )


def _judge_refusal(trace: Trace) -> Finding | None:
    name = trace.scenario.input_name
    problem = trace.problem
    raised = problem is not None and not is_in_time(problem)
    how_it_ends = problem.exception if problem is not None else "accepted"
    cause = causes.exception(problem) if raised else f"{causes.missing_input(name)} {how_it_ends}"
    how = {"absent": "is not given", "None": "is None", '""': 'is ""'}[str(trace.scenario.missing)]
    hint = f'check it first: if not inputs.get("{name}"): raise ValueError("required input \'{name}\' not found")'
    if trace.scenario.keeps_training and trace.request is not None:
        source = trace.scenario.training_dependency
        if arrived(trace, name, source):
            return None
        message = f"the input {name!r} {how}; create_step neither rejected it nor used what {source} provides"
        return Finding(message=message, hint=hint, place=step_place(trace), scenario=trace.scenario.name, cause=cause)
    if problem is None or not is_in_time(problem):
        then = "the pipeline compiled" if trace.request is not None else why(trace)
        message = f"the required input {name!r} {how}, and create_step accepted it: {then}"
        return Finding(message=message, hint=hint, place=step_place(trace), scenario=trace.scenario.name, cause=cause)
    place = problem.place or NOWHERE
    if not is_value_error(problem):
        message = f"the required input {name!r} {how}, and create_step raised {problem}, which is not a ValueError"
    elif not names(problem, name) and not _names_its_training(trace):
        message = f"the required input {name!r} {how}, and the ValueError does not name it: {problem.message}"
    elif operations := ", ".join(_called(trace)):
        message = f"the required input {name!r} {how}, and create_step called AWS ({operations}) before it raised"
    else:
        return None
    return Finding(message=message, hint=hint, place=place, scenario=trace.scenario.name, cause=cause)


#: What SDK v3 asks about a role wherever it is given one (core 2.27.0).
_CHECK_OF_ROLE = ("SimulatePrincipalPolicy", "GetRole")


def _called(trace: Trace) -> Iterator[str]:
    """The operations of AWS that the build has called, without what the SDK asks about roles."""
    made = [call.operation for call in trace.aws_calls if call.stage is Stage.CREATE_STEP]
    asks_about_roles = _CHECK_OF_ROLE[0] in made
    yield from (each for each in made if not (asks_about_roles and each in _CHECK_OF_ROLE))


def _names_its_training(trace: Trace) -> bool:
    """Whether the training step, which is missing together with the input that it yields, is what is asked for."""
    scenario, problem = trace.scenario, trace.problem
    if problem is None or not _is_without_training(scenario):
        return False
    return re.search("train|estimator|dependenc", problem.message, re.IGNORECASE) is not None


def _is_without_training(scenario: Scenario) -> bool:
    """Whether a builder that makes its model from an estimator was not given one, as it could yield what is missing."""
    return not scenario.keeps_training and scenario.training_dependency not in {
        "",
        *(name for _, _, name in scenario.other_inputs),
    }
