"""SB416: a pipeline variable is handed over, not what Python prints of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.rules.common import causes
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.sdk.variable_texts import PRINTED_VARIABLE

#: Where CM332 judges what became of the model data.
_MODEL_DATA = ("ModelDataUrl", "ModelDataSource")
_HINT = "hand the variable over by itself; a list or dictionary that holds one cannot be made a text"


@rule("SB416", "variable-not-printed", explains=("PL303", "PL316"))
def variable_not_printed(traces: Traces) -> Iterator[Finding]:
    """Writes no pipeline variable into a text.

    What it checks: no text of the compiled request holds what Python prints of a pipeline variable, such as
    `ParameterInteger(name='Rounds', …)`. What becomes of the model data is judged by CM332.

    Why: `str(…)` of a list or a dictionary that holds a variable, `repr(…)` and `%r` of the variable itself print the
    object, where `str(…)` of the variable raises. SDK v3 (train 1.27.0), and a generic estimator of v2 (2.257.7), do so
    themselves to a variable inside a list or a dictionary of hyperparameters. The request compiles, and the job reads
    the print, with the default in it, whatever value the run was given.

    How to fix: hand the variable over as a value of its own, such as a hyperparameter of its own; join texts with
    `Join(on="…", values=[…])`.
    """
    for trace in traces.compiled():
        for place, variable, name in _printed(trace.request or {}):
            if not any(member in place for member in _MODEL_DATA):
                yield Finding(
                    message=f"{place} is a text with the print of {variable} in it",
                    hint=_HINT,
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                    cause=causes.parameter(name) if name else variable,
                )


@for_pipelines("SB416")
def variable_not_printed_in_pipelines(pipeline: Pipelines) -> Iterator[Finding]:
    """No step of a pipeline holds the print of a variable."""
    for defined in pipeline.compiled():
        for step in defined.steps:
            for place, variable, name in _printed(step.own_entry):
                where = place.removeprefix("Arguments.")
                yield Finding(
                    message=f"{step.name}: {where} is a text with the print of {variable} in it",
                    hint=_HINT,
                    place=defined.place_of(step.name),
                    scenario=PLAIN_SCENARIO,
                    cause=causes.parameter(name) if name else variable,
                )


def _printed(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each text that holds a printed variable: where it stands, what the variable is, and a parameter's name."""
    pending: list[tuple[str, Any]] = [("", document)]
    while pending:
        place, value = pending.pop()
        if isinstance(value, Mapping):
            pending.extend((f"{place}.{key}".lstrip("."), each) for key, each in reversed(tuple(value.items())))
        elif isinstance(value, list):
            pending.extend((f"{place}[{index}]", each) for index, each in reversed(tuple(enumerate(value))))
        elif isinstance(value, str) and (match := PRINTED_VARIABLE.search(value)) is not None:
            name = match["parameter"] or ""
            yield place, f"the parameter {name!r}" if name else "a pipeline variable", name
