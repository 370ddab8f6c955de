"""CM373, CM374: a model of SDK v3 serves the one archive that it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Call
from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.common import causes
from cursus_tester.rules.registry import ONLY_V3, for_pipelines, rule
from cursus_tester.sdk.names import MODEL_BUILDER
from cursus_tester.steps.create_model.given_code import code_given, why_dropped
from cursus_tester.steps.create_model.models import model_place
from cursus_tester.steps.create_model.requests import any_containers, containers, model_data
from cursus_tester.steps.create_model.step_types import PACKED, STEP_TYPES

_PASS = "pass s3_model_data_url=, and raise a ValueError where no model data is given"
#: The place that the SDK makes up where it is given none (serve 1.27.0).
_MADE_UP = re.compile(r"s3://.+/model-builder/[^/]+/[0-9a-f]{32}/?")


@rule(
    "CM373",
    "model-data-not-invented",
    step_types=STEP_TYPES,
    explains=("SB400", "SB401"),
    not_under=ONLY_V3,
)
def model_data_not_invented(traces: Traces) -> Iterator[Finding]:
    """Gives its model an archive.

    What it checks: the request names no place that the SDK made up, and a `ModelBuilder` that is given code is given an
    archive to pack it into.

    Why: where a `ModelBuilder` has no `s3_model_data_url`, or an empty one, SDK v3 (serve 1.27.0) writes
    `s3://<default bucket>/…/model-builder/<name>/<uuid>/` into the request. Nothing lies there. With `source_code` it
    looks for the archive at once, and raises that it does not find it.

    How to fix: pass `s3_model_data_url=` what the builder is given. Raise a `ValueError` where it is given nothing.
    """
    found = False
    for trace in traces.loaded():
        for call in trace.calls_to(MODEL_BUILDER):
            if trace.problem is not None and trace.scenario.missing is None and _lacks_archive(call):
                found = True
                yield _without_archive(call, trace.scenario.name, causes.exception(trace.problem))
    if found and all(trace.request is None for trace in traces):
        return
    for trace in traces.compiled():
        for container in containers(trace.request or {}):
            where = model_data(container)
            if isinstance(where, str) and _MADE_UP.fullmatch(where):
                yield Finding(
                    message="the model has no archive: the SDK made up a place where nothing lies",
                    hint=_PASS,
                    place=model_place(trace),
                    scenario=trace.scenario.name,
                    cause="member ModelDataUrl",
                )


@for_pipelines("CM373")
def model_data_of_pipelines_not_invented(pipeline: Pipelines) -> Iterator[Finding]:
    """Gives its models archives."""
    pipeline.ran()
    if pipeline.problem is not None:
        lacking = [call for call in pipeline.calls_to(MODEL_BUILDER) if _lacks_archive(call)]
        yield from (_without_archive(call, PLAIN_SCENARIO) for call in lacking)
        if lacking and pipeline.why_not_built is not None:
            return
    for defined in pipeline.compiled():
        for step in defined.steps:
            for container in any_containers(step.arguments):
                where = model_data(container)
                if isinstance(where, str) and _MADE_UP.fullmatch(where):
                    yield Finding(
                        message=f"{step.name}: the model has no archive: the SDK made up a place where nothing lies",
                        hint=_PASS,
                        place=defined.place_of(step.name),
                        scenario=PLAIN_SCENARIO,
                    )


def _lacks_archive(call: Call) -> bool:
    """Whether a model builder is given code, and nothing to pack it into."""
    if not code_given(call) or why_dropped(call):
        return False
    return not any(_is_given(call, name) for name in ("model", "model_path", "s3_model_data_url"))


def _without_archive(call: Call, scenario: str, cause: str = "") -> Finding:
    return Finding(
        message=f"{MODEL_BUILDER} is given code and no archive: the SDK looks for one at a place that it makes up",
        hint=_PASS,
        place=call.place or NOWHERE,
        scenario=scenario,
        cause=cause,
    )


@rule("CM374", "one-model-data", step_types=PACKED, not_under=ONLY_V3, explains=("SB400",))
def one_model_data(traces: Traces) -> Iterator[Finding]:
    """Names one place of the model's archive.

    What it checks: no `ModelBuilder` is given both `model_path` in S3 and another `s3_model_data_url`.

    Why: which of them is served depends on the code (serve 1.27.0): without `source_code` the one of `model_path`, with
    it the one of `s3_model_data_url`.

    How to fix: pass `s3_model_data_url` only.
    """
    for trace in traces.loaded():
        for call in trace.calls_to(MODEL_BUILDER):
            yield from _given_twice(call, trace.scenario.name, causes.exception(trace.problem))


@for_pipelines("CM374")
def one_model_data_in_pipelines(pipeline: Pipelines) -> Iterator[Finding]:
    """Names one place of each model's archive."""
    pipeline.ran()
    calls = pipeline.calls_to(MODEL_BUILDER)
    if not calls:
        raise NotApplicable(f"it makes no {MODEL_BUILDER}")
    for call in calls:
        yield from _given_twice(call, PLAIN_SCENARIO)


def _given_twice(call: Call, scenario: str, cause: str = "") -> Iterator[Finding]:
    path = call.arguments.get("model_path")
    in_s3 = path is not None and (path.is_variable or str(path.data).startswith("s3://"))
    is_same = in_s3 and path is not None and path.data == call.arguments.get("s3_model_data_url", path).data
    if in_s3 and not is_same and _is_given(call, "s3_model_data_url"):
        yield Finding(
            message=f"{MODEL_BUILDER} is given model_path beside s3_model_data_url: whether it has code decides which "
            "of them is served",
            hint="leave model_path out",
            place=call.place or NOWHERE,
            scenario=scenario,
            cause=cause,
        )


def _is_given(call: Call, name: str) -> bool:
    value = call.arguments.get(name)
    return value is not None and value.type != "None" and value.data != ""
