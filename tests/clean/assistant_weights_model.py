"""A fine-tuned assistant: its weights stay uncompressed below the prefix where training put them."""

import logging
from typing import Any

import attr
from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

_log = logging.getLogger(__name__)


@attr.s(auto_attribs=True, kw_only=True)
class AssistantWeightsConfig:
    instance_type: str = "ml.g5.12xlarge"
    lmi_version: str = "0.28.0"
    aws_region: str = "us-east-1"
    tensor_parallel: int = 4

    def __attrs_post_init__(self):
        for each in ("instance_type", "lmi_version", "aws_region"):
            if not getattr(self, each):
                raise ValueError(f"{each} is missing")


def _weights_of(kwargs: dict) -> Any:
    """What is given explicitly, else what the fine-tuning job left."""
    explicit = kwargs.get("model_data")
    if explicit is None:
        explicit = (kwargs.get("inputs") or {}).get("model_data")
    if explicit is not None and not (isinstance(explicit, str) and explicit == ""):
        return explicit
    if explicit is None:
        for step in kwargs.get("dependencies") or ():
            if isinstance(step, TrainingStep):
                return step.properties.ModelArtifacts.S3ModelArtifacts
    raise ValueError("model_data: neither given nor left by a training step")


class AssistantWeightsModelStepBuilder:
    def __init__(self, config: AssistantWeightsConfig, sagemaker_session=None, role=None):
        self._config = config
        self._role = role

    def create_step(self, **kwargs) -> CreateModelStep:
        if not self._role:
            raise ValueError("execution role is missing")
        if kwargs.get("enable_caching"):
            _log.warning("caching does not apply to model creation")
        weights = _weights_of(kwargs)
        image = image_uris.retrieve(
            framework="djl-lmi",
            region=self._config.aws_region,
            version=self._config.lmi_version,
            instance_type=self._config.instance_type,
        )
        container = {
            "Image": image,
            "ModelDataSource": {
                "S3DataSource": {"S3Uri": weights, "S3DataType": "S3Prefix", "CompressionType": "None"}
            },
            "Environment": {"OPTION_TENSOR_PARALLEL_DEGREE": str(self._config.tensor_parallel)},
        }
        return CreateModelStep(
            name="AssistantWeights",
            step_args={"ExecutionRoleArn": self._role, "PrimaryContainer": container},
            depends_on=[*(kwargs.get("dependencies") or ())],
        )
