"""TR302: a script gets its hyperparameters as it reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.expressions import is_expression
from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Call, Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE, Place
from cursus_tester.rules.common.makers import announced, refused
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.steps.training.code_delivery import untaken_hyperparameters
from cursus_tester.steps.training.hyperparameters import ADDED, hyperparameter_fields
from cursus_tester.steps.training.step_types import STEP_TYPES

#: What the SDK's own hyperparameters begin with.
_SDK_PREFIX = "sagemaker_"
#: What the SDK makes of None (2.257.7, of a framework; train 1.27.0).
_NULL = "null"
_PLAIN_ONES = "leave out what is None, and pass numbers, booleans and strings, those of the config above all"
_TAKEN = "name it as the script's ArgumentParser does, or add the argument there"
_PLAIN = frozenset({"str", "int", "float", "bool", "list", "dict", "tuple"})


@rule("TR302", "hyperparameters-kept", severity=Severity.WARNING, step_types=STEP_TYPES)
def hyperparameters_kept(traces: Traces) -> Iterator[Finding]:
    """Sends each hyperparameter as its script reads it, and loses none.

    What it checks: no hyperparameter is `None` or an object, those that the contract requires are in the request, and
    one that is added to the config's hyperparameters is there too. Each is one that the script takes, where its source
    shows one `ArgumentParser` with all of them.

    Why: the SDK (2.257.7) makes a text of everything: `None` becomes `"null"` for the estimator of a framework and
    `"None"` for a generic one, an object its address. A script that parses a number fails after the instance has
    started, and a lost hyperparameter trains another model without a word. The container hands each of them on as an
    option, and `parse_args()` ends the job at one that it does not know.

    How to fix: leave out what is `None`, pass numbers, booleans and strings, and start from `config.hyperparameters`.
    """
    judged = False
    required = traces.builder.specification.required_hyperparameters if traces.builder.specification else ()
    for trace in traces.compiled():
        sent = _sent(trace)
        for name in required:
            judged = True
            if sent.get(name) in (None, ""):
                yield _finding(trace, f"the contract requires the hyperparameter {name}, which is not in the request")
        for name in untaken_hyperparameters(trace):
            judged = True
            yield _finding(trace, f"the script takes no hyperparameter {name}", hint=_TAKEN)
        given = tuple(_given(trace))
        # What was put in after the construction shows in the request only.
        for name in sorted(sent.keys() - {name for _, name, _ in given}):
            if sent[name] == _NULL:
                judged = True
                yield _finding(trace, f"the hyperparameter {name} is None, and the script reads {_NULL!r}")
        for call, name, type_name in given:
            judged = True
            if type_name == "None":
                shown = sent.get(name)
                yield _finding(trace, f"the hyperparameter {name} is None, and the script reads {shown!r}", call.place)
            elif type_name not in _PLAIN and not is_expression(sent.get(name)):
                kind = type_name.rpartition(".")[2]
                yield _finding(
                    trace, f"the hyperparameter {name} is of type {kind}, of which the SDK makes a text", call.place
                )
        for field in hyperparameter_fields(trace.scenario.config_changes):
            judged = True
            if ADDED not in sent and not refused(trace) and not announced(trace, "hyper.?param"):
                yield _finding(trace, f"config.{field} has {ADDED}, which is not in the request")
    if not judged:
        raise NotApplicable("the builder gives no hyperparameters")


@for_pipelines("TR302")
def hyperparameters_of_pipelines_kept(pipeline: Pipelines) -> Iterator[Finding]:
    """No estimator of a pipeline gets a hyperparameter that no script can read."""
    pipeline.compiled()
    given = list(_given(pipeline.all[0]))
    if not given:
        raise NotApplicable("no estimator is given hyperparameters")
    for call, name, type_name in given:
        value = call.arguments["hyperparameters"].data
        sent = value.get(name) if isinstance(value, Mapping) else None
        if type_name == "None":
            message = f"the hyperparameter {name} is None, of which the SDK makes a text"
        elif type_name not in _PLAIN and not is_expression(sent):
            message = (
                f"the hyperparameter {name} is of type {type_name.rpartition('.')[2]}, of which the SDK makes a text"
            )
        else:
            continue
        yield Finding(
            message=message,
            hint="leave out what is None, and pass numbers, booleans and strings",
            place=call.place or NOWHERE,
            scenario=PLAIN_SCENARIO,
        )


def _sent(trace: Trace) -> Mapping[str, Any]:
    found = (trace.request or {}).get("HyperParameters") or {}
    return {name: value for name, value in found.items() if not name.startswith(_SDK_PREFIX)}


def _given(trace: Trace) -> Iterator[tuple[Call, str, str]]:
    """The hyperparameters that the builder gave to an estimator, each with its type."""
    for call in trace.calls:
        value = call.arguments.get("hyperparameters")
        if call.place is not None and not call.is_nested and value is not None:
            yield from ((call, name, kind) for name, kind in value.types.items())


def _finding(trace: Trace, message: str, place: Place | None = None, hint: str = _PLAIN_ONES) -> Finding:
    return Finding(
        message=message,
        hint=hint,
        place=place or step_place(trace),
        scenario=trace.scenario.name,
    )
