"""The SDK's own objects as facts: models as a builder left them, estimators as it was given them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from sagemaker.estimator import EstimatorBase
from sagemaker.model import Model
from sagemaker.pipeline import PipelineModel

from cursus_tester.evidence.trace import ModelFacts, TrainedEstimator
from cursus_tester.probe.dependency_steps import estimator_of
from cursus_tester.probe.recorder import Recording

#: Attributes of models (sagemaker 2.257.7) that say what will be served, and how.
_ATTRIBUTES = (
    "name",
    "role",
    "sagemaker_session",
    "image_uri",
    "model_data",
    "env",
    "entry_point",
    "source_dir",
    "framework_version",
    "pytorch_version",
    "tensorflow_version",
    "py_version",
    "vpc_config",
    "model_kms_key",
)


def describe_models(record: Recording) -> tuple[ModelFacts, ...]:
    """Every model object that was seen so far, as it is now."""
    return tuple(_describe_model(model, record) for model in record.seen(Model, PipelineModel))


def _describe_model(model: Any, record: Recording) -> ModelFacts:
    held = vars(model)
    parts = held.get("models") if isinstance(model, PipelineModel) else None
    return ModelFacts(
        value=record.describe(model),
        attributes={name: record.describe(held[name]) for name in _ATTRIBUTES if name in held},
        parts=tuple(record.describe(part).identity for part in parts) if isinstance(parts, list) else (),
    )


#: Says on an estimator which one it is; a copy says the same.
_ORIGIN = "_conformance_origin"


def describe_estimators(steps: Iterable[Any], record: Recording) -> tuple[TrainedEstimator, ...]:
    """The estimators of the training steps among `steps`, each marked."""
    pairs = [(step.name, estimator_of(step)) for step in steps]
    return tuple(_describe_estimator(name, each, record) for name, each in pairs if each is not None)


def with_copies(estimators: Iterable[TrainedEstimator], record: Recording) -> tuple[TrainedEstimator, ...]:
    """The same estimators with the copies that were seen of them since; another build's are none."""
    seen = {record.describe(each).identity: vars(each).get(_ORIGIN) for each in record.seen(EstimatorBase)}
    return tuple(
        dataclasses.replace(
            each,
            copies=tuple(
                identity
                for identity, origin in seen.items()
                if origin == seen.get(each.value.identity) and identity != each.value.identity
            ),
        )
        for each in estimators
    )


def _describe_estimator(step: str, estimator: Any, record: Recording) -> TrainedEstimator:
    setattr(estimator, _ORIGIN, f"{step} {id(estimator)}")
    return TrainedEstimator(
        step=step,
        value=record.describe(estimator),
        framework=getattr(estimator, "_framework_name", None),
        framework_version=getattr(estimator, "framework_version", None),
        python_version=getattr(estimator, "py_version", None),
        vpc_config=estimator.get_vpc_config() or {},
    )
