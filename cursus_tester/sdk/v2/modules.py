"""Which module of the SDK defines each class (sagemaker 2.257.7). None of them is imported to know it."""

from __future__ import annotations

from collections.abc import Mapping

from cursus_tester.sdk.distribution import SdkError

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
