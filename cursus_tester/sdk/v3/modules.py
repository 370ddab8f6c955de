"""Which module of SDK v3 defines each class (core 2.27.0; train, serve and mlops 1.27.0), without importing any."""

from __future__ import annotations

from collections.abc import Mapping

from cursus_tester.sdk.distribution import SdkError

#: By class name.
MODULES: Mapping[str, str] = {
    "AutoMLStep": "sagemaker.mlops.workflow.automl_step",
    "CallbackStep": "sagemaker.mlops.workflow.callback_step",
    "ClarifyCheckStep": "sagemaker.mlops.workflow.clarify_check_step",
    "CleanupStep": "sagemaker.mlops.workflow.cleanup_step",
    "ConditionStep": "sagemaker.mlops.workflow.condition_step",
    "EMRServerlessStep": "sagemaker.mlops.workflow.emr_serverless_step",
    "EMRStep": "sagemaker.mlops.workflow.emr_step",
    "FailStep": "sagemaker.mlops.workflow.fail_step",
    "HyperparameterTuner": "sagemaker.train.tuner",
    "Join": "sagemaker.core.workflow.functions",
    "LambdaStep": "sagemaker.mlops.workflow.lambda_step",
    "ModelBuilder": "sagemaker.serve.model_builder",
    "ModelStep": "sagemaker.mlops.workflow.model_step",
    "ModelTrainer": "sagemaker.train.model_trainer",
    "MonitorBatchTransformStep": "sagemaker.mlops.workflow.monitor_batch_transform_step",
    "NotebookJobStep": "sagemaker.mlops.workflow.notebook_job_step",
    "Parameter": "sagemaker.core.workflow.parameters",
    "ParameterString": "sagemaker.core.workflow.parameters",
    "Pipeline": "sagemaker.mlops.workflow.pipeline",
    "PipelineSession": "sagemaker.core.workflow.pipeline_context",
    "ProcessingStep": "sagemaker.mlops.workflow.steps",
    "Processor": "sagemaker.core.processing",
    "QualityCheckStep": "sagemaker.mlops.workflow.quality_check_step",
    "Session": "sagemaker.core.helper.session_helper",
    "Step": "sagemaker.mlops.workflow.steps",
    "StepCollection": "sagemaker.mlops.workflow.step_collections",
    "TrainingStep": "sagemaker.mlops.workflow.steps",
    "TransformStep": "sagemaker.mlops.workflow.steps",
    "Transformer": "sagemaker.core.transformer",
    "TuningStep": "sagemaker.mlops.workflow.steps",
}


def module_of(name: str) -> str:
    """The dotted name of the module that defines the class `name`.

    Raises:
        SdkError: There is no such class in `MODULES`.
    """
    if name not in MODULES:
        raise SdkError(
            f"the adapter for SDK v3 knows no class {name!r}; "
            "add it, with the module that defines it, to MODULES in cursus_tester/sdk/v3/modules.py"
        )
    return MODULES[name]
