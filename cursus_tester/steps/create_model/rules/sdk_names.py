"""Names of the SDK's classes (sagemaker 2.257.7) that rules about CreateModel steps look for."""

from __future__ import annotations

from collections.abc import Mapping

#: Model classes, with the framework of the image that each serves from; ``None``: any.
MODEL_CLASSES: Mapping[str, str | None] = {
    "ChainerModel": "chainer",
    "FrameworkModel": None,
    "HuggingFaceModel": "huggingface",
    "MXNetModel": "mxnet",
    "Model": None,
    "MultiDataModel": None,
    "PyTorchModel": "pytorch",
    "SKLearnModel": "sklearn",
    "TensorFlowModel": "tensorflow",
    "XGBoostModel": "xgboost",
}
