"""Which module of the SDK defines each class (sagemaker 2.257.7). None of them is imported to know it."""

from __future__ import annotations

from collections.abc import Mapping

from cursus_tester.sdk.distribution import SdkError

#: By class name.
MODULES: Mapping[str, str] = {
    "AutoMLStep": "sagemaker.workflow.automl_step",
    "CallbackStep": "sagemaker.workflow.callback_step",
    "ChainerModel": "sagemaker.chainer.model",
    "CheckJobConfig": "sagemaker.workflow.check_job_config",
    "ClarifyCheckStep": "sagemaker.workflow.clarify_check_step",
    "ConditionStep": "sagemaker.workflow.condition_step",
    "CreateModelStep": "sagemaker.workflow.steps",
    "EMRStep": "sagemaker.workflow.emr_step",
    "EstimatorBase": "sagemaker.estimator",
    "FailStep": "sagemaker.workflow.fail_step",
    "FrameworkModel": "sagemaker.model",
    "HuggingFaceModel": "sagemaker.huggingface.model",
    "HyperparameterTuner": "sagemaker.tuner",
    "Join": "sagemaker.workflow.functions",
    "Lambda": "sagemaker.lambda_helper",
    "LambdaStep": "sagemaker.workflow.lambda_step",
    "MXNetModel": "sagemaker.mxnet.model",
    "Model": "sagemaker.model",
    "ModelConfig": "sagemaker.clarify",
    "ModelStep": "sagemaker.workflow.model_step",
    "MonitorBatchTransformStep": "sagemaker.workflow.monitor_batch_transform_step",
    "MultiDataModel": "sagemaker.multidatamodel",
    "NotebookJobStep": "sagemaker.workflow.notebook_job_step",
    "Parameter": "sagemaker.workflow.parameters",
    "ParameterString": "sagemaker.workflow.parameters",
    "Pipeline": "sagemaker.workflow.pipeline",
    "PipelineModel": "sagemaker.pipeline",
    "PipelineSession": "sagemaker.workflow.pipeline_context",
    "ProcessingStep": "sagemaker.workflow.steps",
    "Processor": "sagemaker.processing",
    "PyTorchModel": "sagemaker.pytorch.model",
    "QualityCheckStep": "sagemaker.workflow.quality_check_step",
    "RegisterModel": "sagemaker.workflow.step_collections",
    "SKLearnModel": "sagemaker.sklearn.model",
    "Session": "sagemaker.session",
    "Step": "sagemaker.workflow.steps",
    "StepCollection": "sagemaker.workflow.step_collections",
    "TensorFlowModel": "sagemaker.tensorflow.model",
    "TrainingStep": "sagemaker.workflow.steps",
    "TransformStep": "sagemaker.workflow.steps",
    "Transformer": "sagemaker.transformer",
    "TuningStep": "sagemaker.workflow.steps",
    "XGBoostModel": "sagemaker.xgboost.model",
    "_RegisterModelStep": "sagemaker.workflow._utils",
}


def module_of(name: str) -> str:
    """The dotted name of the module that defines the class `name`.

    Raises:
        SdkError: There is no such class in `MODULES`.
    """
    if name not in MODULES:
        raise SdkError(
            f"the adapter for SDK v2 knows no class {name!r}; "
            "add it, with the module that defines it, to MODULES in cursus_tester/sdk/v2/modules.py"
        )
    return MODULES[name]
