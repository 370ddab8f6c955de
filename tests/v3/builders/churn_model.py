"""An XGBoost model step for SDK 3."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.training.configs import SourceCode
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder

logger = logging.getLogger(__name__)


@dataclass
class ChurnModelConfig:
    aws_region: str
    framework_version: str
    entry_point: str
    source_dir: str
    instance_type: str = "ml.m5.xlarge"
    env: dict[str, str] = field(default_factory=dict)
    model_name: str | None = None


class ChurnModelStepBuilder:
    def __init__(self, config: ChurnModelConfig, sagemaker_session: PipelineSession, role: str):
        for name in ("aws_region", "framework_version", "entry_point", "source_dir", "instance_type"):
            if not getattr(config, name):
                raise ValueError(f"ChurnModelStepBuilder: config.{name} is missing")
        if not role:
            raise ValueError("ChurnModelStepBuilder: role is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _image(self) -> str:
        return image_uris.retrieve(
            framework="xgboost",
            region=self.config.aws_region,
            version=self.config.framework_version,
            py_version="py3",
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def create_step(
        self, inputs: dict[str, Any], dependencies: list | None = None, enable_caching: bool = False
    ) -> ModelStep:
        if enable_caching:
            logger.warning("caching is ignored: a ModelStep has none")
        model_data = inputs.get("model_data")
        if not model_data:
            raise ValueError("ChurnModelStepBuilder: inputs has no model_data")
        builder = ModelBuilder(
            image_uri=self._image(),
            s3_model_data_url=model_data,
            role_arn=self.role,
            sagemaker_session=self.session,
            env_vars=dict(self.config.env),
            source_code=SourceCode(source_dir=self.config.source_dir, entry_script=self.config.entry_point),
        )
        return ModelStep(
            name="ChurnModel",
            step_args=builder.build(model_name=self.config.model_name or "churn-model"),
            depends_on=list(dependencies or ()) or None,
        )
