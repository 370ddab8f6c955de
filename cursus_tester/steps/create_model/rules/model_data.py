"""CM332: model data goes to the model as it came."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from cursus_tester.evidence.expressions import contains
from cursus_tester.evidence.scenario import Route, SourceKind
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE, SubjectKind
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.left_open import judge_only_what_is_decided
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import MODEL_CLASSES, pipeline_variable
from cursus_tester.source.builder_source import Source
from cursus_tester.steps.create_model.model_data_use import require_model_data
from cursus_tester.steps.create_model.models import model_place, served_models
from cursus_tester.steps.create_model.requests import containers, model_data, repack_steps
from cursus_tester.steps.create_model.step_types import STEP_TYPES

_HINT = "pass model_data on unchanged; to join text and a pipeline variable use Join of the SDK's workflow.functions"


@rule(
    "CM332", "model-data-untouched", fixable=True, step_types=STEP_TYPES, explained_by=("CM406",), explains=("SB400",)
)
def model_data_untouched(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Passes `model_data` on unchanged.

    What it checks: the model data that the builder receives is what its model has, or is in the compiled request or in
    the SDK's repack step before it. The builder applies no `str()`, f-string, `.expr`, `.default_value` or index to it.

    Why: a pipeline variable has no value yet. Converting it to text raises, or stores something wrong for good: the
    default of a parameter, or the address of an object.

    How to fix: pass the value itself to the model.
    """
    found = False
    for written in source.calls_to(*MODEL_CLASSES):
        argument = written.keywords.get("model_data")
        for origin in (source.origins(argument) or ()) if argument is not None else ():
            how = _made_text(source, origin)
            if how and (source.subject.kind is SubjectKind.BUILDER or _has_variable(source, origin)):
                assert argument is not None
                found = True
                yield Finding(message=f"model_data is passed to the model as {how}", hint=_HINT, place=argument.place)
    judge_only_what_is_decided(traces, found, "what reaches the model")
    if traces is None:
        return
    require_model_data(traces)
    for trace in traces.loaded():
        problem = trace.problem
        if problem is not None and re.search("[Pp]ipeline variables do not support", problem.message):
            yield Finding(
                message=f"the builder converts a pipeline variable to text: {problem}",
                hint=_HINT,
                place=problem.place or NOWHERE,
                scenario=trace.scenario.name,
                cause=causes.exception(problem),
            )
    for trace in _judged(traces):
        for name in _touched(trace):
            yield Finding(
                message=f"the input {name!r} does not reach the model unchanged: "
                f"{_model_data(trace)}, the builder received {trace.given_model_data[name]!r}",
                hint=_HINT,
                place=model_place(trace),
                scenario=trace.scenario.name,
                cause=causes.step_input(name),
            )


def _judged(traces: Traces) -> tuple[Trace, ...]:
    """Where the builder was handed a value, or a step where it takes nothing else.

    What it takes of a step is its own choice (CM406), and which of two sources wins is another question (SB405).
    """
    compiled = traces.compiled(lambda trace: trace.scenario.rival_source is None)
    by_value = tuple(trace for trace in compiled if trace.scenario.route is not Route.DEPENDENCIES)
    return by_value or compiled


def _touched(trace: Trace) -> Iterator[str]:
    """The inputs that were given and are not what a container is to be given."""
    arrived = [name for name, given in trace.given_model_data.items() if _arrived(given, trace)]
    # An input beside as many archives as there are containers is not touched: it is not used (SB203).
    if len(arrived) < len(containers(trace.request or {})):
        yield from (name for name in trace.given_model_data if name not in arrived)


def _made_text(source: Source, origin: ast.expr) -> str:
    if isinstance(origin, ast.JoinedStr):
        return "an f-string"
    if isinstance(origin, ast.Call) and isinstance(origin.func, ast.Name) and origin.func.id in ("str", "repr"):
        return f"{origin.func.id}(…)"
    if isinstance(origin, ast.Attribute) and origin.attr in ("expr", "default_value"):
        return f"its .{origin.attr}"
    return ""


def _has_variable(source: Source, text: ast.expr) -> bool:
    """Whether a pipeline variable is made text: other code than a builder may well compose an address of plain text."""
    parts = [each for each in ast.walk(text) if isinstance(each, ast.Name | ast.Attribute | ast.Call)]
    return any(_is_variable(source, origin) for each in parts for origin in source.origins(each) or ())


def _is_variable(source: Source, origin: ast.expr) -> bool:
    if isinstance(origin, ast.Attribute) and any(
        isinstance(each, ast.Attribute) and each.attr == "properties" for each in ast.walk(origin)
    ):
        return True
    return bool(pipeline_variable(source.dotted(origin.func if isinstance(origin, ast.Call) else origin)))


def _arrived(given: Any, trace: Trace) -> bool:
    """Whether a model holds the value, or the request does, or the repack step that the SDK puts before it."""
    models = [model.attributes["model_data"] for model in served_models(trace) if "model_data" in model.attributes]
    if any(held.data == given and not held.is_variable and held.type == "dict" for held in models):
        # What stands behind a pipeline variable, its `.expr`, and not the variable.
        return False
    urls = [model_data(container) for container in containers(trace.request or {})]
    found = [*(held.data for held in models), *urls]
    if given in found or any(contains(step["Arguments"], given) for step in repack_steps(trace)):
        return True
    # A plain URI: the SDK downloads the archive at build, adds the code and uploads the result.
    if trace.scenario.source is not SourceKind.LITERAL or not isinstance(given, str):
        return False
    return any(isinstance(url, str) and url in trace.archives and trace.archives[url].uploaded for url in urls)


def _model_data(trace: Trace) -> str:
    """What the containers are given in its place."""
    found = [
        f"{key} is {container[key]!r}"
        for container in containers(trace.request or {})
        # A dictionary, as .expr gives it, is taken for a description of where the data lies.
        for key in ("ModelDataUrl", "ModelDataSource")
        if container.get(key) is not None
    ]
    return ", ".join(found) or "there is no ModelDataUrl"
