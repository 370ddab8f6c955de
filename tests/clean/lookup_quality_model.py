"""Serves the version that a Lambda step picked: archive by its output, image from the registry."""

import logging
from dataclasses import dataclass

from sagemaker import image_uris
from sagemaker.model import Model
from sagemaker.workflow.lambda_step import LambdaStep
from sagemaker.workflow.steps import CreateModelStep

logger = logging.getLogger(__name__)


@dataclass
class LookupQualityConfig:
    instance_type: str = "ml.m5.large"
    kmeans_region: str = "us-east-1"


class LookupQualityModelStepBuilder:
    def __init__(self, config: LookupQualityConfig, sagemaker_session=None, role=None):
        for name in ("instance_type", "kmeans_region"):
            if not getattr(config, name):
                raise ValueError(f"{name} not configured")
        self.config, self.sagemaker_session, self.role = config, sagemaker_session, role

    def create_step(self, model_data=None, inputs=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("role not configured")
        if enable_caching:
            logger.warning("enable_caching not supported")
        dependencies = list(dependencies or [])
        archive = model_data
        if archive is None:
            archive = (inputs or {}).get("model_data")
        if archive is None:
            for step in dependencies:
                if isinstance(step, LambdaStep):
                    archive = step.properties.Outputs["best_archive"]
        if archive is None or archive == "":
            raise ValueError("model_data not given")
        model = Model(
            image_uri=image_uris.retrieve("kmeans", self.config.kmeans_region, instance_type=self.config.instance_type),
            model_data=archive,
            role=self.role,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(name="LookupQuality", model=model, depends_on=dependencies)
