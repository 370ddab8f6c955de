"""SB206, SB207: the names and variables that a builder declares are those of what it builds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.builder import Builder, Specification
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import Subject
from cursus_tester.rules.classification import built_type, step_type
from cursus_tester.rules.common.registration import written_registrations
from cursus_tester.rules.common.shape import require_class
from cursus_tester.rules.common.step_names import is_step_type, same_step, step_name
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source
from cursus_tester.source.declared_specification import read_declared_specification


@rule("SB206", "step-type-aligned", of_builders=True)
def step_type_aligned(
    subject: Subject, source: Source, builder: Builder | None = None, traces: Traces | None = None
) -> Iterator[Finding]:
    """Has one step name and step type in class, registry and specification.

    What it checks: the class name without `StepBuilder`, the key in the registry and the specification's `step_name`
    mean the same step. The step type in the registry and in the specification is the type of the step that is built.

    Why: a pipeline that finds a step by one name and connects it by another connects the wrong steps.

    How to fix: use the same name and the same type in all places.
    """
    require_class(source)
    if builder is not None:
        builder.require_loaded()
    name, built = step_name(subject.name), _built(source, traces)
    specification, registered = _said(source, builder)
    declared_name = specification.step_name if specification is not None else ""
    declared_type = specification.step_type if specification is not None else ""
    if not (declared_name or declared_type or registered):
        raise NotApplicable("neither a registry nor a specification says what step this is")
    if declared_name and not same_step(declared_name, name):
        yield Finding(
            message=f"the specification's step_name is {declared_name!r}, expected {name!r} as {subject.name} says",
            hint=f"set step_name to {name!r}, or rename the class",
        )
    if registered and not any(same_step(key, name) for key in registered):
        keys = ", ".join(sorted({repr(key) for key in registered}))
        yield Finding(
            message=f"the registry calls {subject.name} {keys}, expected {name!r}",
            hint=f"register it as {name!r}, or rename the class",
        )
    said = {"specification": {declared_type}, "registry": set(registered.values())}
    for who, types in said.items():
        for kind in sorted(types - {""}):
            if built and not is_step_type(kind, built, name):
                yield Finding(
                    message=f"the {who}'s step_type is {kind!r}, but the step that is built is a {built} step",
                    hint=f"set step_type to {built!r}",
                )


def _said(source: Source, builder: Builder | None) -> tuple[Specification | None, Mapping[str, str]]:
    """The specification, and the names of the registry with their step types; of the text where nothing ran."""
    if builder is not None:
        return builder.specification, {each.name: each.step_type or "" for each in builder.registrations.found}
    written = read_declared_specification(source)
    registered = {key: kind for key, kind, _ in written_registrations(source) if key}
    return written.specification if written is not None else None, registered


def _built(source: Source, traces: Traces | None) -> str | None:
    """The type of the step that was really built, else the one that the source tells."""
    for trace in traces or ():
        if trace.step is None:
            continue
        # A step brought along, which is returned in the place of the one that was made, is SB300's matter.
        built = built_type([trace])
        if built is not None:
            return built
    return step_type(source, traces)


@rule("SB207", "contract-environment")
def contract_environment(specification: Specification, traces: Traces) -> Iterator[Finding]:
    """Sets the environment variables of its script's contract.

    What it checks: the compiled environment has every required variable of the contract with a value, and every
    optional one with its default, unless the config gives another value.

    Why: the inference script reads them when the endpoint starts. A missing variable shows only there.

    How to fix: start from the contract's variables and update them with the config's:
    `{**optional_defaults, **required, **config.env}`.
    """
    defaults = {name: default for name, default in specification.optional_environment.items() if default}
    if not specification.required_environment and not defaults:
        raise NotApplicable("the contract names no environment variables")
    for trace in traces.compiled():
        environments = list(_environments(trace.request))
        for name in specification.required_environment:
            if not any(environment.get(name) not in (None, "") for environment in environments):
                state = "empty" if any(name in environment for environment in environments) else "not"
                yield Finding(
                    message=f"the contract requires the environment variable {name}, which is {state} in the request",
                    hint=f"set {name} in the environment that you give to the model",
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                )
        for name, default in defaults.items():
            found = [environment[name] for environment in environments if name in environment]
            if found and (_overrides(trace, name) or any(_is_same(value, default) for value in found)):
                continue
            state = f"is {found[0]!r}" if found else "is not in the request"
            yield Finding(
                message=f"the contract's optional variable {name} {state}, expected its default {default!r}",
                hint=f"start the environment from the contract's defaults; only the config may set another {name}",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )


def _environments(document: object) -> Iterator[Mapping[str, Any]]:
    """The environments of all containers of a request."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            if key == "Environment" and isinstance(value, Mapping):
                yield value
            else:
                yield from _environments(value)
    elif isinstance(document, (list, tuple)):
        for each in document:
            yield from _environments(each)


def _overrides(trace: Trace, name: str) -> bool:
    """Whether the config has a value of its own for a variable: in a dictionary of them, or in a field of its name."""
    for key, value in trace.config.items():
        if isinstance(value, Mapping) and name in value:
            return True
        if re.sub("_", "", key).lower() == re.sub("_", "", name).lower() and value is not None:
            return True
    return False


def _is_same(value: object, default: str) -> bool:
    """Whether a variable has its default; a value that only the pipeline's run knows may be it."""
    return isinstance(value, Mapping) or str(value).lower() == default.lower()
