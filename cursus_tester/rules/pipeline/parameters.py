"""PL302, PL303 and PL323: the parameters of a pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.definition import parameters_in
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.common import causes
from cursus_tester.rules.registry import rule


def _declared(definition: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(each.get("Name", "")) for each in definition.get("Parameters") or ())


@rule("PL302", "parameters-declared", fixable=True)
def parameters_declared(pipeline: Pipelines) -> Iterator[Finding]:
    """Declares every parameter that it uses.

    What it checks: each `Parameters.<name>` in the compiled steps is in the pipeline's `parameters`.

    Why: the SDK (2.257.7) compiles a parameter that is not declared without a word. The service refuses the pipeline.

    How to fix: `Pipeline(parameters=[…])` with the parameter.
    """
    for defined in pipeline.own():
        declared = _declared(defined.pipeline.definition or {})
        for step in defined.steps:
            for name in dict.fromkeys(parameters_in(step.own_entry)):
                if name not in declared:
                    yield Finding(
                        message=f"{step.name} uses the parameter {name!r}, which the pipeline does not declare",
                        hint=f"add the parameter {name} to Pipeline(parameters=[…])",
                        place=defined.place_of_parameter(name),
                        scenario=PLAIN_SCENARIO,
                    )


@rule("PL303", "parameters-used", fixable=True, severity=Severity.WARNING)
def parameters_used(pipeline: Pipelines) -> Iterator[Finding]:
    """Uses every parameter that it declares.

    What it checks: each of the pipeline's `parameters` is somewhere in the compiled definition.

    Why: whoever starts the pipeline with another value of it believes that something changes. Often the value was
    written down a second time, or only the default was read (`.default_value`), when the pipeline was built.

    How to fix: hand the parameter itself to the step, or take it out of the list.
    """
    for defined in pipeline.own():
        definition = defined.pipeline.definition or {}
        used = set(parameters_in({key: value for key, value in definition.items() if key != "Parameters"}))
        for name in _declared(definition):
            if name not in used:
                yield Finding(
                    message=f"nothing uses the parameter {name!r}",
                    hint="hand the parameter itself, not its value, to the step that it is for, or leave it out",
                    place=defined.place_of_parameter(name),
                    scenario=PLAIN_SCENARIO,
                    cause=causes.parameter(name),
                )


@rule("PL323", "default-is-allowed", severity=Severity.WARNING)
def default_is_allowed(pipeline: Pipelines) -> Iterator[Finding]:
    """Gives no parameter a default that its `enum_values` leave out.

    What it checks: where a parameter has `enum_values` and a default, the default is one of them.

    Why: neither SDK v2 (2.257.7) nor v3 (core 2.27.0) compares the two, nor what `start()` is given with either. A run
    that names no value gets one that the list says nobody may choose.

    How to fix: correct the default, or add it to the list.
    """
    judged = False
    for defined in pipeline.own():
        for each in (defined.pipeline.definition or {}).get("Parameters") or ():
            name, allowed, default = str(each.get("Name", "")), each.get("EnumValues"), each.get("DefaultValue")
            if not allowed or default is None:
                continue
            judged = True
            if default not in allowed:
                yield Finding(
                    message=f"the default {default!r} of the parameter {name!r} is none of its enum_values",
                    hint=f"use one of {', '.join(map(repr, allowed))}, or add it to enum_values",
                    place=defined.place_of_parameter(name),
                    scenario=PLAIN_SCENARIO,
                )
    if not judged:
        raise NotApplicable("no parameter has enum_values and a default")
