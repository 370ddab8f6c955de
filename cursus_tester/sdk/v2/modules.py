"""Which module of the SDK defines each class (sagemaker 2.257.7). Imports nothing, so that it costs nothing to ask."""

from __future__ import annotations

from collections.abc import Mapping

#: By class name.
MODULES: Mapping[str, str] = {
    "ChainerModel": "sagemaker.chainer.model",
    "CreateModelStep": "sagemaker.workflow.steps",
    "EstimatorBase": "sagemaker.estimator",
    "FrameworkModel": "sagemaker.model",
    "HuggingFaceModel": "sagemaker.huggingface.model",
    "Join": "sagemaker.workflow.functions",
    "MXNetModel": "sagemaker.mxnet.model",
    "Model": "sagemaker.model",
    "ModelStep": "sagemaker.workflow.model_step",
    "MultiDataModel": "sagemaker.multidatamodel",
    "ParameterString": "sagemaker.workflow.parameters",
    "Pipeline": "sagemaker.workflow.pipeline",
    "PipelineModel": "sagemaker.pipeline",
    "PipelineSession": "sagemaker.workflow.pipeline_context",
    "PyTorchModel": "sagemaker.pytorch.model",
    "SKLearnModel": "sagemaker.sklearn.model",
    "Session": "sagemaker.session",
    "Step": "sagemaker.workflow.steps",
    "StepCollection": "sagemaker.workflow.step_collections",
    "TensorFlowModel": "sagemaker.tensorflow.model",
    "XGBoostModel": "sagemaker.xgboost.model",
}
