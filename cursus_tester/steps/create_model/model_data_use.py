"""Whether a builder has any use for model data: a model package, a hub or an image of its own need none."""

from __future__ import annotations

from cursus_tester.evidence.scenario import Route
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.rules.common.arrival import arrived, declares, does_without
from cursus_tester.steps.create_model.requests import containers, model_data

INPUT = "model_data"


def require_model_data(traces: Traces) -> None:
    """Leave out builders that make their model without model data.

    Raises:
        NotApplicable: The builder is one.
    """
    reason = why_no_model_data(traces)
    if reason:
        raise NotApplicable(reason)


def why_no_model_data(traces: Traces) -> str:
    """That the builder makes its model without model data; empty where it does not."""
    return "the builder makes its model without model data" if takes_no_model_data(traces) else ""


def takes_no_model_data(traces: Traces) -> bool:
    """Whether a builder builds where no model data is given, and serves nothing of what is.

    One that reads what it is given, and then serves something that nobody configured, has lost it.
    """
    builder = traces.builder
    if declares(builder, INPUT):
        return False
    absent = [trace for trace in traces.all if trace.scenario.missing == "absent" and not trace.scenario.extra_inputs]
    without = [trace for trace in absent if trace.scenario.input_name == INPUT]
    if not without or any(trace.request is None or not _is_whole(trace) for trace in without):
        return False
    if any(trace.request is not None and arrived(trace, INPUT, trace.scenario.source_name) for trace in traces):
        return False
    return not builder.asks_for_model_data or _refuses(traces)


def _is_whole(trace: Trace) -> bool:
    """Whether each container has no model data, or one that the config names."""
    return does_without(trace) or all(model_data(each) is None for each in containers(trace.request or {}))


def _refuses(traces: Traces) -> bool:
    """Whether the builder says no wherever it is handed a value."""
    given = [
        trace
        for trace in traces
        if trace.scenario.route is not Route.DEPENDENCIES
        and trace.scenario.input_name == INPUT
        and trace.given_model_data
    ]
    return bool(given) and all(trace.problem is not None and trace.problem.is_refusal for trace in given)
