"""Routing model: the code is built by another job and lies in the team's bucket, and so does what the SDK uploads."""

import logging

from pydantic import BaseModel, field_validator
from sagemaker.inputs import CreateModelInput
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost import XGBoostModel

logger = logging.getLogger(__name__)


class RoutingBucketConfig(BaseModel):
    entry_point: str = "serve.py"
    source_dir: str = "s3://routing-releases/serving/1.4.0/sourcedir.tar.gz"
    upload_location: str
    instance_type: str = "ml.m5.large"
    framework_version: str = "1.7-1"

    @field_validator("entry_point", "source_dir", "upload_location", "instance_type", "framework_version")
    @classmethod
    def _set(cls, value, info):
        if not value:
            raise ValueError(f"{info.field_name} is required")
        return value


class RoutingBucketModelStepBuilder:
    def __init__(self, config: RoutingBucketConfig, sagemaker_session=None, role=None):
        self.config, self.sagemaker_session, self.role = config, sagemaker_session, role

    def create_step(self, **kwargs) -> CreateModelStep:
        if not self.role:
            raise ValueError("role is required")
        if kwargs.get("enable_caching"):
            logger.warning("enable_caching: CreateModelStep has no cache")
        dependencies = list(kwargs.get("dependencies") or [])
        data = kwargs.get("model_data", (kwargs.get("inputs") or {}).get("model_data"))
        if data is None:
            data = next(
                (s.properties.ModelArtifacts.S3ModelArtifacts for s in dependencies if isinstance(s, TrainingStep)),
                None,
            )
        if data is None or (isinstance(data, str) and not data.strip()):
            raise ValueError("model_data is required")
        model = XGBoostModel(
            model_data=data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            code_location=self.config.upload_location,
            framework_version=self.config.framework_version,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(
            name="RoutingBucket",
            model=model,
            inputs=CreateModelInput(self.config.instance_type),
            depends_on=dependencies,
        )
