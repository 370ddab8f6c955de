"""Style: no annotations at all, the config is a dictionary that is read as it goes. XGBoost."""

import logging

from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost import XGBoostModel

logger = logging.getLogger(__name__)


class PropensityModelStepBuilder:
    """Propensity to buy."""

    def __init__(self, config, sagemaker_session=None, role=None):
        for name in ("instance_type", "entry_point", "source_dir", "framework_version", "region"):
            if not config.get(name):
                raise ValueError("config[%r] is missing" % name)
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(self, model_data=None, inputs=None, dependencies=None, enable_caching=False):
        if not self.role:
            raise ValueError("PropensityModelStepBuilder: no role")
        if enable_caching:
            logger.warning("enable_caching is ignored for CreateModel steps")
        if model_data is None:
            model_data = self.model_data_of(inputs, dependencies)
        if model_data == "":
            raise ValueError("model_data is empty")
        image_uri = image_uris.retrieve(
            "xgboost",
            self.config["region"],
            self.config["framework_version"],
            instance_type=self.config["instance_type"],
            image_scope="inference",
        )
        model = XGBoostModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config["entry_point"],
            source_dir=self.config["source_dir"],
            framework_version=self.config["framework_version"],
            image_uri=image_uri,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(name="PropensityModel", model=model, depends_on=list(dependencies or []))

    def model_data_of(self, inputs, dependencies):
        value = (inputs or {}).get("model_data")
        if value is not None and value != "":
            return value
        if value is None:
            for step in dependencies or []:
                if step.step_type.value == "Training":
                    return step.properties.ModelArtifacts.S3ModelArtifacts
        raise ValueError("model_data is required")
