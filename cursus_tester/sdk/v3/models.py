"""Model builders, trainers, processors and transformers of SDK v3, described by the names that v2 has for the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train.model_trainer import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner

from cursus_tester.sdk.names import PREFIX
from cursus_tester.sdk.protocol import EstimatorFacts

#: Attributes of processors and transformers that say what will be run, and how: v2's names have stayed.
_ATTRIBUTES = (
    "name",
    "role",
    "sagemaker_session",
    "image_uri",
    "env",
    "instance_type",
    "instance_count",
    "network_config",
    "volume_kms_key",
    "output_kms_key",
    "model_name",
)
#: Attributes of a model builder (serve 1.27.0), by v2's name for the same.
_OF_MODEL_BUILDERS: Mapping[str, str] = {
    "name": "model_name",
    "role": "role_arn",
    "sagemaker_session": "sagemaker_session",
    "image_uri": "image_uri",
    "model_data": "s3_model_data_url",
    "env": "env_vars",
    "vpc_config": "vpc_config",
    "model_kms_key": "model_kms_key",
    "instance_type": "instance_type",
}
#: Attributes of a model trainer (train 1.27.0), by v2's name for the same.
_OF_MODEL_TRAINERS: Mapping[str, str] = {
    "role": "role",
    "sagemaker_session": "sagemaker_session",
    "image_uri": "training_image",
    "environment": "environment",
    "tags": "tags",
}


def estimator_classes() -> tuple[type, ...]:
    """See `cursus_tester.sdk.protocol.Models`."""
    return (ModelTrainer,)


def attributes(model: Any) -> Mapping[str, object]:
    """See `cursus_tester.sdk.protocol.Models`."""
    if isinstance(model, ModelBuilder):
        return {**_renamed(model, _OF_MODEL_BUILDERS), **dict(_code(model.source_code))}
    if isinstance(model, ModelTrainer):
        return {**_renamed(model, _OF_MODEL_TRAINERS), **dict(_code(model.source_code)), **dict(_compute(model))}
    held = dict(vars(model))
    if isinstance(model, HyperparameterTuner):
        # A property: that of the trainer.
        held["sagemaker_session"] = model.sagemaker_session
    return {name: held[name] for name in _ATTRIBUTES if name in held}


def _renamed(model: Any, names: Mapping[str, str]) -> dict[str, object]:
    return {name: getattr(model, own) for name, own in names.items() if hasattr(model, own)}


def _code(source_code: Any) -> Iterator[tuple[str, object]]:
    """What a ``SourceCode`` says, by v2's names."""
    if source_code is not None:
        yield "entry_point", getattr(source_code, "entry_script", None)
        yield "source_dir", getattr(source_code, "source_dir", None)


def _compute(trainer: Any) -> Iterator[tuple[str, object]]:
    if trainer.compute is not None:
        yield "instance_type", trainer.compute.instance_type
        yield "instance_count", trainer.compute.instance_count
        yield "volume_kms_key", trainer.compute.volume_kms_key_id
    if trainer.output_data_config is not None:
        yield "output_kms_key", trainer.output_data_config.kms_key_id


def fields(value: object) -> Mapping[str, object] | None:
    """See `cursus_tester.sdk.protocol.Models`. Those of v3 are pydantic's, such as ``SourceCode`` (core 2.27.0)."""
    if not isinstance(value, BaseModel) or isinstance(value, ModelTrainer) or not is_sdk_class(type(value)):
        return None
    held = vars(value)
    return {name: held[name] for name in sorted(value.model_fields_set) if held.get(name) is not None}


def is_sdk_class(cls: type) -> bool:
    """Whether a class is one of the SDK's own."""
    return cls.__module__.startswith(PREFIX)


def parts(model: Any) -> Sequence[Any]:
    """See `cursus_tester.sdk.protocol.Models`."""
    if isinstance(model, ModelBuilder):
        return model.model if isinstance(model.model, list) else ()
    if isinstance(model, HyperparameterTuner):
        named = getattr(model, "model_trainer_dict", None) or {}
        return [each for each in (model.model_trainer, *named.values()) if each is not None]
    return ()


def estimator_settings(estimator: Any) -> Mapping[str, object]:
    """See `cursus_tester.sdk.protocol.Models`."""
    return attributes(estimator)


def estimator_facts(estimator: Any) -> EstimatorFacts:
    """See `cursus_tester.sdk.protocol.Models`. No trainer of v3 says what it trains: its image does."""
    return EstimatorFacts(framework=None, framework_version=None, python_version=None, vpc_config={})
