"""CM373, CM374: a model of SDK v3 serves the one archive that it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_tester.evidence.trace import Call
from cursus_tester.evidence.traces import Traces
from cursus_tester.results.finding import Finding
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import MODEL_BUILDER
from cursus_tester.steps.create_model.models import model_place
from cursus_tester.steps.create_model.requests import containers, model_data
from cursus_tester.steps.create_model.step_types import ONLY_V3, PACKED, STEP_TYPES

#: The place that the SDK makes up where it is given none (serve 1.27.0).
_MADE_UP = re.compile(r"s3://.+/model-builder/[^/]+/[0-9a-f]{32}/?")


@rule("CM373", "model-data-not-invented", step_types=STEP_TYPES, explains=("SB401",), not_under=ONLY_V3)
def model_data_not_invented(traces: Traces) -> Iterator[Finding]:
    """Gives its model an archive.

    What it checks: the request names no place that the SDK made up.

    Why: where a `ModelBuilder` has no `s3_model_data_url`, or an empty one, SDK v3 (serve 1.27.0) writes
    `s3://<default bucket>/…/model-builder/<name>/<uuid>/` into the request. Nothing lies there.

    How to fix: pass `s3_model_data_url=` what the builder is given. Raise a `ValueError` where it is given nothing.
    """
    for trace in traces.compiled():
        for container in containers(trace.request or {}):
            where = model_data(container)
            if isinstance(where, str) and _MADE_UP.fullmatch(where):
                yield Finding(
                    message="the model has no archive: the SDK made up a place where nothing lies",
                    hint="pass s3_model_data_url=, and raise a ValueError where no model data is given",
                    place=model_place(trace),
                    scenario=trace.scenario.name,
                    cause="member ModelDataUrl",
                )


@rule("CM374", "one-model-data", step_types=PACKED, not_under=ONLY_V3)
def one_model_data(traces: Traces) -> Iterator[Finding]:
    """Names one place of the model's archive.

    What it checks: no `ModelBuilder` is given both `model_path` in S3 and `s3_model_data_url`.

    Why: which of them is served depends on the code (serve 1.27.0): without `source_code` the one of `model_path`, with
    it the one of `s3_model_data_url`.

    How to fix: pass `s3_model_data_url` only.
    """
    for trace in traces.loaded():
        for call in trace.calls_to(MODEL_BUILDER):
            path = call.arguments.get("model_path")
            in_s3 = path is not None and (path.is_variable or str(path.data).startswith("s3://"))
            if in_s3 and _is_given(call, "s3_model_data_url"):
                yield Finding(
                    message=f"{MODEL_BUILDER} is given model_path beside s3_model_data_url: whether it has code "
                    "decides which of them is served",
                    hint="leave model_path out",
                    place=call.place or NOWHERE,
                    scenario=trace.scenario.name,
                )


def _is_given(call: Call, name: str) -> bool:
    value = call.arguments.get(name)
    return value is not None and value.type != "None" and value.data != ""
