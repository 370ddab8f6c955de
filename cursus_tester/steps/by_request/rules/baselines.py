"""QC301: a check has something to compare with."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.steps.by_request.step_types import CHECKS

#: The members of a check's entry in the definition that name a baseline (sagemaker 2.257.7).
_BASELINES = ("ModelPackageGroupName", "SuppliedBaselineStatistics", "SuppliedBaselineConstraints")


@rule("QC301", "baseline-named", severity=Severity.WARNING, step_types=CHECKS, each_step=True)
def baseline_named(traces: Traces) -> Iterator[Finding]:
    """Says what its check compares with.

    What it checks: a check that is not skipped names a model package group, or a baseline of its own.

    Why: the step takes its baseline from the latest approved model of the group, unless it is given another. With
    neither it has nothing to compare with, and fails when the pipeline runs. The SDK (2.257.7) compiles it.

    How to fix: `model_package_group_name=…`; or `supplied_baseline_statistics=…` and `supplied_baseline_constraints=…`;
    or `skip_check=True` for the run that computes the first baseline.
    """
    for trace in traces.compiled():
        step = trace.definition_step or {}
        if step.get("SkipCheck") is False and not any(step.get(name) for name in _BASELINES):
            yield Finding(
                message="the check is not skipped, and nothing says which baseline it compares with",
                hint="pass model_package_group_name=, or the supplied_baseline_… of the check, or skip_check=True",
                place=step_place(trace),
                scenario=trace.scenario.name,
            )
