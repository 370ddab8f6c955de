"""SB403, SB414: the compiled step waits for what it was given, and refers to nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.expressions import references
from cursus_tester.evidence.scenario import Route
from cursus_tester.evidence.trace import Trace, Value
from cursus_tester.evidence.traces import Traces, step_place, why
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.rules.common import causes
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import STEP, STEP_COLLECTION

#: What the SDK's compiler says of a reference to a step that is not in the pipeline (since 2.199.0).
_UNKNOWN_STEP = re.compile(r"do not contain the step of name: ([\w.-]+)")
#: What a wrong list of the step's and what the step then waits for have in common.
_LIST = "depends_on"
_WAIT = "pass all of them to the step, as a copy of the list: depends_on=list(dependencies)"


@rule("SB403", "depends-on", fixable=True, formerly="CM403")
def depends_on(traces: Traces) -> Iterator[Finding]:
    """Runs its step after every dependency that it was given.

    What it checks: in the compiled definition the step comes after each step in `dependencies`, by `DependsOn` or by a
    reference, its own or that of a step that it adds. This also holds for a dependency that provides no input, and when
    the input is passed explicitly. The step does not wait for itself, nor for a step that only another build was given.
    `depends_on` is a list, and not the caller's own list.

    Why: what a step waits for is often not an input: an approval, a check, a copy. Without `depends_on` SageMaker runs
    both at the same time. The SDK keeps and extends the list that it gets: two steps with the same list wait for each
    other's steps.

    How to fix: pass `depends_on=list(dependencies)` to the step.
    """
    given = traces.where(lambda trace: _takes_dependencies(trace), "create_step takes no dependencies (see SB106)")
    for trace in given:
        for message, place in _wrong_lists(trace):
            yield Finding(message=message, hint=_WAIT, place=place, scenario=trace.scenario.name, cause=_LIST)
    base = traces.baseline
    for trace in given:
        # Where several things meet, the problem may be of another one (SB400).
        idle = trace.scenario.idle_dependency and not trace.scenario.is_combined
        if idle and trace.problem is not None and base is not None and base.request is not None:
            yield Finding(
                message=f"with a dependency that provides no input, {why(trace)}",
                hint="accept dependencies that provide nothing, and wait for them too",
                place=trace.problem.place or NOWHERE,
                scenario=trace.scenario.name,
            )
    known = {name for trace in traces.all for name in _dependency_names(trace)}
    for trace in traces.compiled(_takes_dependencies):
        reached = _runs_after(trace)
        own = trace.definition_step or {}
        awaited, strangers = {*own.get("DependsOn", ())}, known.difference(_dependency_names(trace), _yielding(trace))
        for name in sorted(awaited & (strangers | {own.get("Name")})):
            why_not = "itself" if name == own.get("Name") else f"{name}, which only another build was given"
            yield Finding(
                message=f"the compiled step waits for {why_not}",
                hint=_WAIT,
                place=step_place(trace),
                scenario=trace.scenario.name,
                cause=_LIST,
            )
        for name in _dependency_names(trace):
            if name not in reached:
                what = "a dependency that provides no input" if name in trace.scenario.idle_steps else "a dependency"
                yield Finding(
                    message=f"the compiled step does not run after {name}, {what} that it was given",
                    hint=_WAIT,
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                    cause=_LIST,
                )


def _takes_dependencies(trace: Trace) -> bool:
    return trace.dependencies is not None


def _dependency_names(trace: Trace) -> tuple[str, ...]:
    """The names of the steps that were given as dependencies."""
    scenario = trace.scenario
    names = [scenario.training_dependency, *scenario.idle_steps, *(scenario.rival_source or ())[1:]]
    if scenario.route is Route.DEPENDENCIES:
        names += [scenario.source_name, *(name for _, _, name in scenario.other_inputs)]
    return tuple(dict.fromkeys(str(name) for name in names if name))


def _yielding(trace: Trace) -> tuple[str, ...]:
    """The names of the steps that yield the inputs, by whatever way these were given."""
    scenario = trace.scenario
    return (scenario.source_name, *(name for _, _, name in scenario.other_inputs))


def _wrong_lists(trace: Trace) -> Iterator[tuple[str, Place]]:
    given = trace.dependencies
    for call in (each for each in trace.calls if each.makes_step and not each.is_nested):
        value = call.arguments.get("depends_on")
        if value is None or call.place is None:
            continue
        if value.type == "str":
            yield f"depends_on of {call.target} is the string {value.data!r}; a list of steps was expected", call.place
        elif value.is_a(STEP, STEP_COLLECTION):
            name = value.type.rsplit(".", 1)[-1]
            yield f"depends_on of {call.target} is one {name}; a list of steps was expected", call.place
        elif _same(value, given):
            yield f"depends_on of {call.target} is the caller's own list of dependencies", call.place
    if trace.step is not None and _same(trace.step.depends_on, given):
        name = trace.step.value.type.rsplit(".", 1)[-1]
        yield f"depends_on of {name} is the caller's own list of dependencies", step_place(trace)


def _same(value: Value | None, given: Value | None) -> bool:
    return value is not None and given is not None and value.identity == given.identity != 0


def _entries(trace: Trace) -> dict[str, Mapping[str, Any]]:
    """The definition's steps by name, the builder's with its request."""
    found = {str(step["Name"]): step for step in trace.steps}
    if trace.definition_step is not None:
        found[str(trace.definition_step["Name"])] = {**trace.definition_step, "Arguments": trace.request}
    return found


def _runs_after(trace: Trace) -> frozenset[str]:
    """The steps that have run before the builder's begins."""
    entries = _entries(trace)
    pending = [str(trace.definition_step["Name"])] if trace.definition_step is not None else []
    reached: set[str] = set()
    while pending:
        entry = entries.get(pending.pop(), {})
        awaited = _awaited(entry)
        pending += [name for name in awaited if name not in reached]
        reached.update(awaited)
    return frozenset(reached)


def _awaited(entry: Mapping[str, Any]) -> frozenset[str]:
    named = (each.split(".")[0] for each in references(entry, "Steps."))
    return frozenset(map(str, entry.get("DependsOn") or ())) | frozenset(named)


@rule("SB414", "undeclared-reference", formerly="CM414")
def undeclared_reference(traces: Traces) -> Iterator[Finding]:
    """Refers only to steps and parameters that are in the pipeline.

    What it checks: every `Get` in the compiled step, and in the steps that it adds, names a step of the definition or a
    parameter that the pipeline declares; so does `DependsOn`.

    Why: the SDK checks only steps, and only when the definition is compiled. An undeclared parameter compiles, and the
    service rejects the pipeline when it is created.

    How to fix: use what the caller passes. A builder that makes its own parameter has no pipeline to declare it in.
    """
    for trace in traces.loaded():
        unknown = _UNKNOWN_STEP.search(trace.problem.message) if trace.problem is not None else None
        if unknown is not None:
            yield _undeclared("the step", "step", unknown[1], trace)
    for trace in traces.compiled():
        entries = _entries(trace)
        for entry in entries.values():
            if "Arguments" not in entry:
                continue
            steps = sorted(_awaited(entry) - entries.keys())
            parameters = sorted(set(references(entry, "Parameters.")) - set(trace.parameters))
            for what, name in (*(("step", each) for each in steps), *(("parameter", each) for each in parameters)):
                yield _undeclared(f"the compiled step {entry['Name']}", what, name, trace)


def _undeclared(referrer: str, what: str, name: str, trace: Trace) -> Finding:
    return Finding(
        message=f"{referrer} refers to the {what} {name}, which is not in the pipeline",
        hint=f"refer only to steps and parameters that the caller passes; take the value of a {what} as an input",
        place=step_place(trace),
        scenario=trace.scenario.name,
        cause=causes.exception(trace.problem),
    )
