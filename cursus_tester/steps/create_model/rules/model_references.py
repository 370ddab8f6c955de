"""CM406: model data that a step yields is referred to, and as an archive."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.trace import Trace
from cursus_tester.evidence.traces import Traces, step_place
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.rules.common import causes
from cursus_tester.rules.common.sdk_abilities import is_ordinary
from cursus_tester.rules.registry import rule
from cursus_tester.steps.create_model.model_data_references import hint, sources, wrong_references
from cursus_tester.steps.create_model.model_data_use import require_model_data
from cursus_tester.steps.create_model.models import served_models
from cursus_tester.steps.create_model.sdk_abilities import is_rightly_refused
from cursus_tester.steps.create_model.step_types import STEP_TYPES


@rule("CM406", "model-data-reference", fixable=True, step_types=STEP_TYPES, explains=("SB203",))
def model_data_reference(builder: Builder, traces: Traces) -> Iterator[Finding]:
    """Refers to the archive that the previous step provides.

    What it checks: model data from a training step compiles to `Steps.<name>.ModelArtifacts.S3ModelArtifacts`, or to
    the archive of the SDK's repack step that reads it. Model data from a processing step compiles to a `.tar.gz` in its
    output: a `Join` of the output's `S3Uri` and the name of the archive. It is never a literal.

    Why: `OutputDataConfig.S3OutputPath` and a processing output are folders, `ModelArtifacts` alone is not a URI, and
    the literal that `estimator.create_model()` generates (SDK v2) belongs to a job that never ran. All of them compile.

    How to fix: `step.properties.ModelArtifacts.S3ModelArtifacts`, or `Join(on="/",
    values=[step.properties.ProcessingOutputConfig.Outputs["model"].S3Output.S3Uri, "model.tar.gz"])`. The slash is
    needed: the output's URI does not end in one.
    """
    require_model_data(traces)
    for trace in traces.where(lambda trace: is_ordinary(trace.scenario), "there is no scenario to judge"):
        yield from _made_up(trace)
    given = traces.where(lambda trace: any(sources(trace)), "no step provides the model data")
    if all(is_rightly_refused(builder, trace, traces) for trace in given):
        raise NotApplicable("the builder refuses model data of a step, which the SDK cannot deploy with its code")
    for trace in traces.compiled(lambda trace: any(sources(trace))):
        for name, kind, source, wrong in wrong_references(trace):
            yield Finding(
                message=f"{name} comes from the step {source}, and {wrong}",
                hint=hint(kind),
                place=step_place(trace),
                scenario=trace.scenario.name,
                cause=causes.step_input(name),
            )


def _made_up(trace: Trace) -> Iterator[Finding]:
    """A literal that the model holds where the SDK failed on it, before anything was compiled."""
    if trace.problem is None or trace.problem.is_own or not trace.scenario.source.is_step:
        return
    for model in served_models(trace):
        literal = model.text("model_data")
        if literal:
            yield Finding(
                message=f"{trace.scenario.input_name} comes from the step {trace.scenario.source_name}, and the model "
                f"holds the literal {literal!r}",
                hint=hint(trace.scenario.source),
                place=step_place(trace),
                scenario=trace.scenario.name,
            )
