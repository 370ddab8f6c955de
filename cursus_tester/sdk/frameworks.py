"""The machine learning frameworks that the SDK has estimators and models for."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: How each spells its name, by the name that the SDK's image registry and modules use (sagemaker 2.257.7), sorted.
SPELLINGS: Mapping[str, str] = {
    "huggingface": "HuggingFace",
    "pytorch": "PyTorch",
    "sklearn": "SKLearn",
    "tensorflow": "TensorFlow",
    "xgboost": "XGBoost",
}
FRAMEWORKS = tuple(SPELLINGS)


def framework_in(name: str) -> str | None:
    """The framework that a step, class or module name mentions; ``None`` when it mentions none."""
    text = name.lower().replace("_", "").replace("-", "").replace("scikitlearn", "sklearn")
    text = re.sub("xgb(?!oost)", "xgboost", text)
    return next((framework for framework in FRAMEWORKS if framework in text), None)
