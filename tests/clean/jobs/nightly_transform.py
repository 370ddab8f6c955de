"""Scores all customers every night."""

from dataclasses import dataclass
from typing import Optional

from sagemaker.inputs import TransformInput
from sagemaker.transformer import Transformer
from sagemaker.workflow.steps import TransformStep


@dataclass(frozen=True)
class NightlyTransformConfig:
    instance_type: str = "ml.m5.xlarge"
    instance_count: int = 2
    output_path: str = "s3://scores/nightly"
    kms_key: Optional[str] = None


class NightlyTransformStepBuilder:
    def __init__(self, config: NightlyTransformConfig, sagemaker_session=None):
        if not config.instance_type:
            raise ValueError("instance_type is missing")
        self._config = config
        self._session = sagemaker_session

    def create_step(self, *, inputs=None, dependencies=None):
        given = dict(inputs or {})
        for name in ("model_name", "customers"):
            if not given.get(name):
                raise ValueError(f"input {name!r} is missing")
        config = self._config
        transformer = Transformer(
            model_name=given["model_name"],
            instance_type=config.instance_type,
            instance_count=config.instance_count,
            output_path=config.output_path,
            output_kms_key=config.kms_key,
            volume_kms_key=config.kms_key,
            assemble_with="Line",
            accept="text/csv",
            strategy="MultiRecord",
            sagemaker_session=self._session,
        )
        return TransformStep(
            name="NightlyTransform",
            transformer=transformer,
            inputs=TransformInput(given["customers"], content_type="text/csv", split_type="Line", join_source="Input"),
            depends_on=list(dependencies) if dependencies else None,
        )
