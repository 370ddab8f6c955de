"""TF301: the options of a transform job fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.results.finding import Finding
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import TRANSFORM_INPUT_MEMBER
from cursus_tester.steps.transform.step_types import STEP_TYPES

#: The most that all requests of an instance at one time may hold, in MB (CreateTransformJob, MaxPayloadInMB).
_MOST_PAYLOAD = 100


@rule("TF301", "transform-options", step_types=STEP_TYPES, each_step=True)
def transform_options(traces: Traces) -> Iterator[Finding]:
    """Gives its job options that fit together, and a place to write to.

    What it checks: a request that joins predictions with their records, or says how many records a call has, also says
    how the data is split into records. Filters are JSONPath. All concurrent calls hold at most 100 MB. There is an
    output path.

    Why: the SDK sends what it is given (sagemaker 2.257.7). Without a split a file is one record: the strategy is not
    allowed, and the join appends one prediction to a whole file. `TransformStep(transformer=…)` without `output_path`
    sends none, and the service refuses the request; `step_args=transformer.transform(…)` makes a path for each
    execution.

    How to fix: `split_type="Line"` and `assemble_with="Line"` beside `join_source` and `strategy`; `output_path=` for
    the transformer.
    """
    for trace in traces.compiled():
        for message, hint in _problems(trace.request or {}):
            yield Finding(message=message, hint=hint, place=step_place(trace), scenario=trace.scenario.name)


def _problems(request: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    split = (request.get(TRANSFORM_INPUT_MEMBER) or {}).get("SplitType")
    processing = request.get("DataProcessing") or {}
    split_hint = 'pass split_type="Line" too'
    if processing.get("JoinSource") == "Input" and split in (None, "None"):
        yield "join_source is Input, and the data is not split into records", split_hint
    if isinstance(request.get("BatchStrategy"), str) and split in (None, "None"):
        yield f"the strategy is {request['BatchStrategy']}, and the data is not split into records", split_hint
    for name in ("InputFilter", "OutputFilter"):
        expression = processing.get(name)
        if isinstance(expression, str) and not expression.startswith("$"):
            yield f"{name} is {expression!r}, which is no JSONPath", 'begin it with "$", such as "$[1:]"'
    payload, calls = request.get("MaxPayloadInMB"), request.get("MaxConcurrentTransforms")
    if type(payload) is int and type(calls) is int and payload * calls > _MOST_PAYLOAD:
        message = f"{calls} concurrent calls of {payload} MB are more than the {_MOST_PAYLOAD} MB that are allowed"
        yield message, "lower max_payload or max_concurrent_transforms"
    if not (request.get("TransformOutput") or {}).get("S3OutputPath"):
        yield "the job has no output path", "pass output_path= to the transformer"
