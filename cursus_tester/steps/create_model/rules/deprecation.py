"""CM490: what the SDK says of the step's class."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.traces import Traces
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.sdk.names import CREATE_MODEL_STEP, MODEL_STEP
from cursus_tester.source.builder_source import Source
from cursus_tester.steps.create_model.step_types import NO_CREATE_MODEL_STEP, STEP_TYPES


@rule("CM490", "sdk-deprecation", step_types=STEP_TYPES, not_under=NO_CREATE_MODEL_STEP, severity=Severity.INFO)
def sdk_deprecation(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Uses `CreateModelStep`, which the SDK deprecates in favour of `ModelStep`.

    What it checks: each `CreateModelStep` that the builder makes itself. The last step of a `ModelStep` is one too and
    is not reported.

    Why: the SDK warns about it since it has `ModelStep` (2.90.0) and removed it in 3.0. It is correct in all versions
    2.

    How to fix: nothing as long as you use `sagemaker>=2,<3`. There,
    `ModelStep(name=…, step_args=model.create(…)).steps[-1]` under a `PipelineSession` gives the same step. Version 3
    has `ModelStep` only, with `step_args=ModelBuilder(…).build()` and without `.steps[-1]`.

    How to waive: not needed: a note never blocks.
    """
    message = (
        f"makes a {CREATE_MODEL_STEP}, which is deprecated in favour of {MODEL_STEP} since sagemaker 2.90.0 and "
        "removed in 3.0"
    )
    hint = (
        f"stay on sagemaker>=2,<3; there {MODEL_STEP}(name=…, step_args=model.create(…)).steps[-1] gives the same step"
    )
    written = source.calls_to(CREATE_MODEL_STEP)
    for each in written:
        yield Finding(message=f"{each.function or 'the module'} {message}", hint=hint, place=each.place)
    for trace in traces if traces is not None and not written else ():
        for call in trace.calls_to(CREATE_MODEL_STEP):
            if call.place is not None:
                yield Finding(
                    message=f"the builder {message}", hint=hint, place=call.place, scenario=trace.scenario.name
                )
