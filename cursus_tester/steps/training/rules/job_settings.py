"""TR303, TR304, TR305: what a training job runs on, how long, and what is read from its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.expressions import is_expression
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.common.image_lookups import is_for_one_kind
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import RETRIEVE
from cursus_tester.steps.training.requests import definitions, expression_problem, metric_definitions
from cursus_tester.steps.training.step_types import OF_JOBS, STEP_TYPES

_WAIT = (
    "pass max_wait= of at least max_run= to the estimator (under SDK v3 max_wait_time_in_seconds= of at least "
    "max_runtime_in_seconds= to the stopping condition of the trainer), or reject the config"
)


@rule("TR303", "spot-complete", step_types=OF_JOBS, each_step=True)
def spot_complete(traces: Traces) -> Iterator[Finding]:
    """Says how long a job on spot instances may wait.

    What it checks: a request with `EnableManagedSpotTraining` has `MaxWaitTimeInSeconds`, and it is not less than
    `MaxRuntimeInSeconds`.

    Why: the SDK sends what it is given (sagemaker 2.257.7 and 3.27.0), and the service refuses the job when the
    pipeline runs. Give such a job a `checkpoint_s3_uri` too, under SDK v3 a `CheckpointConfig`: without one it starts
    anew after each interruption.

    How to fix: `max_wait=` at least `max_run=`, under SDK v3 `StoppingCondition(max_wait_time_in_seconds=…)` at least
    its `max_runtime_in_seconds`, or reject a config that says otherwise.
    """
    judged = False
    for trace, job in _jobs(traces):
        if job.get("EnableManagedSpotTraining") is not True:
            continue
        judged = True
        limits = job.get("StoppingCondition") or {}
        longest, wait = limits.get("MaxRuntimeInSeconds"), limits.get("MaxWaitTimeInSeconds")
        if wait is None or (_is_number(wait) and _is_number(longest) and wait < longest):
            shown = "is not set" if wait is None else f"is {wait}, less than MaxRuntimeInSeconds, {longest}"
            yield Finding(
                message=f"the job uses spot instances, and MaxWaitTimeInSeconds {shown}",
                hint=_WAIT,
                place=step_place(trace),
                scenario=trace.scenario.name,
            )
    if not judged:
        raise NotApplicable("no job uses spot instances")


def _jobs(traces: Traces) -> Iterator[tuple[Trace, Mapping[str, Any]]]:
    """The training jobs that the steps start, by themselves or in a search."""
    for trace in traces.compiled():
        request = trace.request or {}
        yield from ((trace, job) for job in definitions(request) or (request,))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@rule("TR304", "metric-definitions", severity=Severity.WARNING, step_types=OF_JOBS, each_step=True)
def metric_definitions_match(traces: Traces) -> Iterator[Finding]:
    """Defines metrics that SageMaker can read from the log.

    What it checks: the regular expression of each metric definition compiles and has one group.

    Why: SageMaker reads a metric's value from the group. Without one, or with an expression that does not compile, the
    metric never appears, and an objective of a tuning job is never measured.

    How to fix: `{"Name": "validation:auc", "Regex": r"validation-auc:([0-9.]+)"}`.
    """
    judged = False
    for trace, job in _jobs(traces):
        for name, expression in metric_definitions(job):
            judged = True
            problem = expression_problem(expression)
            if problem:
                yield Finding(
                    message=f"the regular expression of the metric {name!r} {problem}: {expression!r}",
                    hint="write an expression with one group, which holds the number",
                    place=step_place(trace),
                    scenario=trace.scenario.name,
                )
    if not judged:
        raise NotApplicable("the job defines no metrics")


@rule("TR305", "image-not-frozen", severity=Severity.WARNING, step_types=STEP_TYPES, each_step=True)
def image_not_frozen(traces: Traces) -> Iterator[Finding]:
    """Lets no pipeline parameter for the instance type decide between CPU and GPU image.

    What it checks: where the request's instance type is a pipeline variable, its image is not one that the SDK looked
    up for CPUs or for GPUs only.

    Why: the image is looked up when the pipeline is built, by the parameter's default (sagemaker 2.257.7). A run with a
    GPU instance then gets the CPU image and trains on the CPU, at the GPU's price.

    How to fix: take the instance type from the config as a plain string, or look the image up yourself and pass it as
    `image_uri=`, under SDK v3 as `training_image=`.
    """
    for trace in traces.compiled():
        request = trace.request or {}
        kind = (request.get("ResourceConfig") or {}).get("InstanceType")
        image = (request.get("AlgorithmSpecification") or {}).get("TrainingImage")
        looked_up = [call for call in trace.calls if call.target == RETRIEVE and call.result is not None]
        found = any(
            call.result is not None and call.result.data == image for call in looked_up if is_for_one_kind(call)
        )
        if is_expression(kind) and found:
            yield Finding(
                message=f"the instance type is the pipeline variable {kind!r}, whose default froze the image: {image}",
                hint="give the job a plain instance type, or an image that suits every value",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )
