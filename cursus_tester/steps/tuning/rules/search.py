"""TU301, TU302, TU303: what a tuning job measures and searches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.evidence.pipelines import Pipelines
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import PLAIN_SCENARIO, Finding
from cursus_tester.results.rule import Severity
from cursus_tester.results.subject import NOWHERE
from cursus_tester.rules.registry import for_pipelines, rule
from cursus_tester.sdk.ecr import framework_of
from cursus_tester.sdk.names import TUNER
from cursus_tester.steps.training.requests import expression_problem, metric_definitions
from cursus_tester.steps.tuning.requests import objectives, ranges
from cursus_tester.steps.tuning.step_types import STEP_TYPES

#: Types of objectives that the service knows.
_TYPES = ("Maximize", "Minimize")
#: Names of metrics that XGBoost writes.
_OF_XGBOOST = re.compile(r"(?:train|validation):[a-z][\w@-]*")
#: Strategies that search categories only.
_GRID = "Grid"
_LOGARITHMIC, _REVERSE = "Logarithmic", "ReverseLogarithmic"


@rule("TU301", "objective-measured", step_types=STEP_TYPES, each_step=True)
def objective_measured(traces: Traces) -> Iterator[Finding]:
    """Tunes for an objective that its job measures.

    What it checks: the metric of the objective is among the metric definitions of a job that runs a script, or one that
    XGBoost's image writes (`validation:auc`), its regular expression compiles and has one group, and the objective's
    type is `Maximize` or `Minimize`.

    Why: SageMaker reads the objective from the log by its definition. Without one no job of the search is ever better
    than another; built-in algorithms define their metrics themselves. The SDK sends any text as type (2.257.7).

    How to fix: `metric_definitions=[{"Name": objective, "Regex": r"…([0-9.]+)"}]`, `objective_type="Maximize"`.
    """
    judged = False
    for trace in traces.compiled():
        for objective, job in objectives(trace.request or {}):
            judged = True
            kind, metric = objective.get("Type"), objective.get("MetricName")
            if isinstance(kind, str) and kind not in _TYPES:
                yield _finding(trace, f"the objective's type is {kind!r}", f"pass {' or '.join(_TYPES)}")
            for name, expression in metric_definitions(job):
                problem = expression_problem(expression) if name == metric else ""
                if problem:
                    message = f"the regular expression of the objective {metric!r} {problem}: {expression!r}"
                    yield _finding(trace, message, "write an expression with one group, which holds the number")
            defined = [name for name, _ in metric_definitions(job)]
            if not isinstance(metric, str) or metric in defined or (not defined and _has_own_metric(job, metric)):
                continue
            if defined or _runs_script(job):
                listed = ", ".join(defined) or "none"
                message = f"the objective {metric!r} is not among the metric definitions: {listed}"
                yield _finding(trace, message, "define the metric, with a regular expression that finds it in the log")
    if not judged:
        raise NotApplicable("the search has no objective")


def _has_own_metric(job: Mapping[str, Any], metric: str) -> bool:
    """Whether the job's image writes such a metric by itself, also where it runs a script.

    The service knows the metrics of XGBoost's image: a search for `validation:auc` with a script of the team, and no
    definition, ends with an objective ("ObjectiveStatus": "Succeeded" in a public run of SDK 2.48).
    """
    image = (job.get("AlgorithmSpecification") or {}).get("TrainingImage")
    return isinstance(image, str) and framework_of(image) == "xgboost" and _OF_XGBOOST.fullmatch(metric) is not None


def _runs_script(job: Mapping[str, Any]) -> bool:
    return "sagemaker_program" in (job.get("StaticHyperParameters") or {})


@rule("TU302", "ranges-sound", step_types=STEP_TYPES, each_step=True)
def ranges_sound(traces: Traces) -> Iterator[Finding]:
    """Searches ranges that its strategy can search.

    What it checks: the minimum of each range is below its maximum, the bounds of an integer range are integers, there
    are no more jobs at a time than in all, and a grid search has categories only. A logarithmic scale has values above
    0, a reverse logarithmic one values from 0 to below 1 ("Hyperparameter Scaling" of the developer guide).

    Why: the SDK sends what it is given (sagemaker 2.257.7), and the service refuses the job when the pipeline runs,
    after the data was prepared.

    How to fix: correct the bound or number that the finding names, or choose another strategy.
    """
    for trace in traces.compiled():
        request = trace.request or {}
        config = request.get("HyperParameterTuningJobConfig") or {}
        strategy = config.get("Strategy")
        for kind, each in ranges(request):
            problem = _range_problem(kind, each, strategy)
            if problem:
                yield _finding(trace, f"the range of {each.get('Name')!r} {problem}", "correct the range")
        limits = config.get("ResourceLimits") or {}
        together, all_jobs = limits.get("MaxParallelTrainingJobs"), limits.get("MaxNumberOfTrainingJobs")
        if type(together) is int and type(all_jobs) is int and together > all_jobs:
            message = f"{together} jobs are to run at a time, and {all_jobs} in all"
            yield _finding(trace, message, "pass max_jobs of at least max_parallel_jobs")


def _range_problem(kind: str, each: Mapping[str, Any], strategy: object) -> str:
    if strategy == _GRID and kind != "Categorical":
        return f"is {kind.lower()}, and a grid search has categories only"
    if kind == "Categorical":
        return ""
    low, high = _number(each.get("MinValue")), _number(each.get("MaxValue"))
    if kind == "Integer" and any(value is not None and value != int(value) for value in (low, high)):
        return f"is of integers, from {each.get('MinValue')} to {each.get('MaxValue')}"
    if low is not None and high is not None and low >= high:
        return f"begins at {each.get('MinValue')} and ends at {each.get('MaxValue')}"
    scale = each.get("ScalingType")
    if low is not None and scale == _LOGARITHMIC and low <= 0:
        return f"begins at {each.get('MinValue')}, and a logarithmic scale has values above 0 only"
    if low is not None and high is not None and scale == _REVERSE and not (low >= 0 and high < 1):
        return f"ends at {each.get('MaxValue')}, and a reverse logarithmic scale has values from 0 to below 1 only"
    return ""


def _number(text: object) -> float | None:
    try:
        return float(text) if isinstance(text, str) else None
    except ValueError:
        return None


@rule("TU303", "static-not-tuned", severity=Severity.WARNING, step_types=STEP_TYPES)
def static_not_tuned(traces: Traces) -> Iterator[Finding]:
    """Tunes no hyperparameter that it also sets.

    What it checks: no hyperparameter that the estimator, or the `ModelTrainer` of SDK v3, was given is among the ranges
    of the tuner.

    Why: the SDK drops the one that is set without a word (sagemaker 2.257.7). Whoever configured it believes that it
    holds.

    How to fix: leave it out of the ranges, or out of the hyperparameters.
    """
    judged = False
    for trace in traces.compiled():
        tuned = {each.get("Name") for _, each in ranges(trace.request or {})}
        for name in _set(trace):
            judged = True
            if name in tuned:
                yield _finding(trace, f"the hyperparameter {name} is set, and tuned", "leave it out of one of the two")
    if not judged:
        raise NotApplicable(f"the estimator of the {TUNER} has no hyperparameters of its own")


@for_pipelines("TU303")
def static_not_tuned_in_pipelines(pipeline: Pipelines) -> Iterator[Finding]:
    """No tuner of a pipeline tunes a hyperparameter that its estimator was given."""
    pipeline.compiled()
    calls = [call for call in pipeline.all[0].calls if not call.is_nested and "hyperparameters" in call.arguments]
    given = {call.result.identity: call.arguments["hyperparameters"].types for call in calls if call.result is not None}
    judged = False
    for call in pipeline.calls_to(TUNER):
        estimator = call.arguments.get("estimator") or call.arguments.get("model_trainer")
        tuned = call.arguments.get("hyperparameter_ranges")
        own = given.get(estimator.identity) if estimator is not None else None
        if not own or tuned is None:
            continue
        judged = True
        for name in sorted(own.keys() & tuned.types.keys()):
            yield Finding(
                message=f"the hyperparameter {name} is set, and tuned",
                hint="leave it out of one of the two",
                place=call.place or NOWHERE,
                scenario=PLAIN_SCENARIO,
            )
    if not judged:
        raise NotApplicable(f"no estimator of a {TUNER} has hyperparameters of its own")


def _set(trace: Trace) -> list[str]:
    values = [call.arguments.get("hyperparameters") for call in trace.calls if not call.is_nested]
    return sorted({name for value in values if value is not None for name in value.types})


def _finding(trace: Trace, message: str, hint: str) -> Finding:
    return Finding(message=message, hint=hint, place=step_place(trace), scenario=trace.scenario.name)
