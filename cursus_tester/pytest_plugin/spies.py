"""pytest-mock's spies on the SDK: they listen, the real classes run."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

#: Where the classes are whose constructors are spied on.
_MODULE_OF = {
    "CreateModelStep": "sagemaker.workflow.steps",
    "HuggingFaceModel": "sagemaker.huggingface.model",
    "Model": "sagemaker.model",
    "ModelStep": "sagemaker.workflow.model_step",
    "PipelineModel": "sagemaker.pipeline",
    "PyTorchModel": "sagemaker.pytorch.model",
    "SKLearnModel": "sagemaker.sklearn.model",
    "TensorFlowModel": "sagemaker.tensorflow.model",
    "XGBoostModel": "sagemaker.xgboost.model",
}
_RETRIEVE = "image_uris.retrieve"


class SdkCalls(Mapping[str, Any]):
    """Spies by name: SDK classes, whose constructors are spied on, and ``image_uris.retrieve``.

    A framework's model also counts as a ``Model``, whose constructor it calls. Each is a ``MagicMock``:
    ``sdk_calls["CreateModelStep"].call_args.kwargs["model"]``. The first positional argument is the object itself.
    """

    def __init__(self, spies: Mapping[str, Any]) -> None:
        self._spies = spies

    def __getitem__(self, name: str) -> Any:
        if name not in self._spies:
            raise KeyError(f"{name!r} is not spied on; there is {', '.join(sorted(self._spies))}")
        return self._spies[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spies)

    def __len__(self) -> int:
        return len(self._spies)


def spy_on_sdk(request: pytest.FixtureRequest) -> SdkCalls:
    """Spies for one test.

    Raises:
        pytest.UsageError: pytest-mock is not installed or is turned off.
    """
    try:
        mocker = request.getfixturevalue("mocker")
    except pytest.FixtureLookupError:
        pytest.fail("the fixture sdk_calls needs pytest-mock; install it (pip install pytest-mock)", pytrace=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image_uris = importlib.import_module("sagemaker.image_uris")
        classes = {name: getattr(importlib.import_module(module), name) for name, module in _MODULE_OF.items()}
    spies = {name: mocker.spy(cls, "__init__") for name, cls in classes.items()}
    return SdkCalls({**spies, _RETRIEVE: mocker.spy(image_uris, "retrieve")})
