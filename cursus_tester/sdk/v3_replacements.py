"""What takes the place of SDK v2's modules and classes in version 3."""

from __future__ import annotations

from collections.abc import Mapping

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
    "CreateModelStep": "sagemaker.mlops.workflow.model_step.ModelStep",
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
KEPT = ("sagemaker.core", "sagemaker.mlops", "sagemaker.serve", "sagemaker.train")
_MODELS = "sagemaker.serve.model_builder.ModelBuilder"
_ESTIMATORS = "sagemaker.train.ModelTrainer"


def replacement(module: str, name: str) -> str:
    """What version 3 has in place of what version 2 has as `name` in `module`; an empty name is the module itself."""
    parts = module.split(".")
    if module == "sagemaker" and not name:
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
