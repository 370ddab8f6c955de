"""Model and estimator objects of SDK v2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sagemaker.estimator import EstimatorBase
from sagemaker.pipeline import PipelineModel
from sagemaker.tuner import HyperparameterTuner

from cursus_tester.sdk.protocol import EstimatorFacts

#: Attributes of models, processors and estimators (sagemaker 2.257.7) that say what will be run, and how.
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
    "environment",
    "instance_type",
    "instance_count",
    "network_config",
    "volume_kms_key",
    "output_kms_key",
)

#: Attributes of estimators (sagemaker 2.257.7) that say how the model is trained; the SDK leaves them as they are until
#: the pipeline is compiled.
_ESTIMATOR_SETTINGS = (
    "role",
    "image_uri",
    "source_dir",
    "entry_point",
    "environment",
    "tags",
    "subnets",
    "security_group_ids",
    "framework_version",
    "py_version",
    "instance_type",
    "output_path",
    "output_kms_key",
    "sagemaker_session",
    "_enable_network_isolation",
)


def estimator_classes() -> tuple[type, ...]:
    """See `cursus_tester.sdk.protocol.Models`."""
    return (EstimatorBase,)


def attributes(model: Any) -> Mapping[str, object]:
    """See `cursus_tester.sdk.protocol.Models`."""
    held = dict(vars(model))
    if isinstance(model, HyperparameterTuner):
        # A property: that of the estimator.
        held["sagemaker_session"] = model.sagemaker_session
    return {name: held[name] for name in _ATTRIBUTES if name in held}


def fields(value: object) -> Mapping[str, object] | None:
    """See `cursus_tester.sdk.protocol.Models`. ``None``: the arguments of v2 are plain, or objects of their own."""
    return None


def parts(model: Any) -> Sequence[Any]:
    """See `cursus_tester.sdk.protocol.Models`."""
    if isinstance(model, HyperparameterTuner):
        return [each for each in (model.estimator, *(model.estimator_dict or {}).values()) if each is not None]
    found = vars(model).get("models") if isinstance(model, PipelineModel) else None
    return found if isinstance(found, list) else ()


def estimator_settings(estimator: Any) -> Mapping[str, object]:
    """See `cursus_tester.sdk.protocol.Models`."""
    held = vars(estimator)
    return {name: held[name] for name in _ESTIMATOR_SETTINGS if name in held}


def estimator_facts(estimator: Any) -> EstimatorFacts:
    """See `cursus_tester.sdk.protocol.Models`."""
    return EstimatorFacts(
        # Of a generic estimator there are none of these.
        framework=getattr(estimator, "_framework_name", None),
        framework_version=getattr(estimator, "framework_version", None),
        python_version=getattr(estimator, "py_version", None),
        vpc_config=estimator.get_vpc_config() or {},
        image=image if isinstance(image := getattr(estimator, "image_uri", None), str) else None,
    )
