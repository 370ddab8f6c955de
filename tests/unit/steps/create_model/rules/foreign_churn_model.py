"""A correct single-container builder of nobody's framework, from which tests make broken ones."""

import logging
from dataclasses import dataclass, field

from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost.model import XGBoostModel

logger = logging.getLogger(__name__)


@dataclass
class ChurnModelConfig:
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.7-1"
    region: str = "us-east-1"
    env: dict = field(default_factory=dict)


class ForeignChurnModelStepBuilder:
    def __init__(self, config: ChurnModelConfig, sagemaker_session=None, role=None):
        for name in ("instance_type", "entry_point", "source_dir", "framework_version", "region"):
            if not getattr(config, name):
                raise ValueError(f"config.{name} is required")
        self.config, self.session, self.role = config, sagemaker_session, role

    def image(self):
        return image_uris.retrieve(
            framework="xgboost",
            region=self.config.region,
            version=self.config.framework_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def variables(self):
        return dict(self.config.env)

    def artifacts(self, dependencies):
        for step in dependencies:
            if isinstance(step, TrainingStep):
                return step.properties.ModelArtifacts.S3ModelArtifacts
        return None

    def create_step(self, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("an execution role is required")
        if enable_caching:
            logger.warning("enable_caching is ignored")
        dependencies = list(dependencies or [])
        data = model_data if model_data is not None else (inputs or {}).get("model_data")
        if data is None:
            data = self.artifacts(dependencies)
        if data is None or (isinstance(data, str) and not data):
            raise ValueError("model_data is required")
        model = XGBoostModel(
            model_data=data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            image_uri=self.image(),
            env=self.variables(),
            sagemaker_session=self.session,
        )
        return CreateModelStep(name="ForeignChurnModel", model=model, depends_on=dependencies)
