"""CM490, SB491: what newer versions of the SDK say of the builder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cursus_tester.evidence.traces import Traces
from cursus_tester.evidence.unavailable import NotApplicable
from cursus_tester.results.finding import Finding
from cursus_tester.results.rule import Severity
from cursus_tester.rules.registry import rule
from cursus_tester.source.builder_source import Source
from cursus_tester.source.imports.module_imports import Import
from cursus_tester.steps.create_model.step_types import STEP_TYPES

_STEP = "CreateModelStep"
#: What takes the place of v2's modules in v3, by the longest prefix.
_REPLACEMENTS: Mapping[str, str] = {
    "sagemaker.workflow": "sagemaker.core.workflow",
    "sagemaker.workflow.functions": "sagemaker.core.workflow.functions",
    "sagemaker.workflow.parameters": "sagemaker.core.workflow.parameters",
    "sagemaker.workflow.properties": "sagemaker.core.workflow.properties",
    "sagemaker.workflow.pipeline_context": "sagemaker.core.workflow.pipeline_context",
    "sagemaker.workflow.pipeline": "sagemaker.mlops.workflow.pipeline",
    "sagemaker.workflow.steps": "sagemaker.mlops.workflow.steps",
    "sagemaker.workflow.model_step": "sagemaker.mlops.workflow.model_step",
    "sagemaker.image_uris": "sagemaker.core.image_uris",
    "sagemaker.session": "sagemaker.core.helper.session_helper",
    "sagemaker.model": "sagemaker.serve.model_builder.ModelBuilder",
    "sagemaker.pipeline": "sagemaker.serve.model_builder.ModelBuilder",
    "sagemaker.estimator": "sagemaker.train.ModelTrainer",
}
#: By what is imported, wherever it is imported from.
_BY_NAME: Mapping[str, str] = {
    _STEP: "sagemaker.mlops.workflow.model_step.ModelStep",
    "ModelStep": "sagemaker.mlops.workflow.model_step.ModelStep",
    "TrainingStep": "sagemaker.mlops.workflow.steps.TrainingStep",
    "CacheConfig": "sagemaker.mlops.workflow.steps.CacheConfig",
    "Pipeline": "sagemaker.mlops.workflow.pipeline.Pipeline",
    "PipelineSession": "sagemaker.core.workflow.pipeline_context.PipelineSession",
    "Session": "sagemaker.core.helper.session_helper.Session",
    "get_execution_role": "sagemaker.core.helper.session_helper.get_execution_role",
    "image_uris": "sagemaker.core.image_uris",
}
_FRAMEWORKS = ("chainer", "huggingface", "mxnet", "pytorch", "sklearn", "tensorflow", "xgboost")
#: Packages of v3 that v2 has too, or that only v3 has.
_STILL_THERE = ("sagemaker.core", "sagemaker.mlops", "sagemaker.serve", "sagemaker.train")
_MODELS = "sagemaker.serve.model_builder.ModelBuilder"
_ESTIMATORS = "sagemaker.train.ModelTrainer"


@rule("CM490", "sdk-deprecation", step_types=STEP_TYPES, severity=Severity.INFO)
def sdk_deprecation(source: Source, traces: Traces | None = None) -> Iterator[Finding]:
    """Uses `CreateModelStep`, which the SDK deprecates in favour of `ModelStep`.

    What it checks: each `CreateModelStep` that the builder makes itself. The last step of a `ModelStep` is one too and
    is not reported.

    Why: the SDK warns about it since it has `ModelStep` (2.90.0) and removed it in 3.0. It is correct in all versions
    2.

    How to fix: nothing now. `ModelStep(name=…, step_args=model.create(…)).steps[-1]` under a `PipelineSession` is the
    way that remains.

    How to waive: not needed: a note never blocks.
    """
    message = (
        "makes a CreateModelStep, which is deprecated in favour of ModelStep since sagemaker 2.90.0 and removed in 3.0"
    )
    hint = "under a PipelineSession: ModelStep(name=…, step_args=model.create(…)).steps[-1]"
    written = source.calls_to(_STEP)
    for each in written:
        yield Finding(message=f"{each.function or 'the module'} {message}", hint=hint, place=each.place)
    for trace in traces if traces is not None and not written else ():
        for call in trace.calls_to(_STEP):
            if call.place is not None:
                yield Finding(
                    message=f"the builder {message}", hint=hint, place=call.place, scenario=trace.scenario.name
                )


@rule("SB491", "sdk-v3-readiness", step_types=STEP_TYPES, formerly="CM491", severity=Severity.INFO)
def sdk_v3_readiness(source: Source) -> Iterator[Finding]:
    """Imports from the SDK what version 3 no longer has.

    What it checks: every import from `sagemaker` in the module, with its replacement in version 3.

    Why: version 3 has none of version 2's import paths, so the module does not import there. The findings list what to
    change.

    How to fix: nothing as long as you use `sagemaker>=2,<3`. `CreateModelStep` exists only there.

    How to waive: not needed: a note never blocks.
    """
    found = [each for each in source.imports if each.module.split(".")[0] == "sagemaker"]
    if not found:
        raise NotApplicable("the module imports nothing of the SDK")
    for each in found:
        if each.module.startswith(_STILL_THERE):
            continue
        dotted = ".".join(part for part in (each.module, each.name) if part)
        yield Finding(
            message=f"sagemaker 3 has no {dotted}; use instead: {_replacement(each)}",
            hint="stay on sagemaker>=2,<3, or change the import and the code that uses it",
            place=each.place,
        )


def _replacement(imported: Import) -> str:
    name, parts = imported.name, imported.module.split(".")
    if imported.module == "sagemaker" and not name:
        return "the packages sagemaker.core, sagemaker.mlops, sagemaker.serve and sagemaker.train"
    if name in _BY_NAME:
        return _BY_NAME[name]
    is_framework = len(parts) > 1 and parts[1] in _FRAMEWORKS
    if name.endswith("Model") or (is_framework and parts[-1] == "model"):
        return _MODELS
    if is_framework or name in ("Estimator", "Framework", "EstimatorBase"):
        return _ESTIMATORS
    dotted = [*parts, name] if name else parts
    known = next((count for count in range(len(dotted), 1, -1) if ".".join(dotted[:count]) in _REPLACEMENTS), 0)
    if not known:
        return "look for it below sagemaker.core, sagemaker.mlops, sagemaker.serve and sagemaker.train"
    below = _REPLACEMENTS[".".join(dotted[:known])]
    return below if known == len(dotted) or below in (_MODELS, _ESTIMATORS) else f"{below}.{dotted[-1]}"
