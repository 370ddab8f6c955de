"""A SavedModel that TensorFlow Serving runs as it is: no script."""

import logging
from dataclasses import dataclass

from sagemaker import image_uris
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

logger = logging.getLogger(__name__)


@dataclass
class TensorFlowSavedConfig:
    instance_type: str = "ml.m5.xlarge"
    tf_version: str = "2.13"
    region: str = "us-east-1"


class TensorFlowSavedModelStepBuilder:
    def __init__(self, config: TensorFlowSavedConfig, sagemaker_session=None, role=None):
        if not config.instance_type:
            raise ValueError("instance_type must not be empty")
        if not config.region:
            raise ValueError("region must not be empty")
        if not config.tf_version:
            raise ValueError("tf_version must not be empty")
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(self, model_data=None, inputs=None, dependencies=None, enable_caching=False):
        if not self.role:
            raise ValueError("role must be given")
        if enable_caching:
            logger.warning("CreateModelStep cannot cache, enable_caching has no effect")
        trained = [step for step in dependencies or [] if isinstance(step, TrainingStep)]
        archive = model_data if model_data is not None else (inputs or {}).get("model_data")
        if archive is None and trained:
            archive = trained[0].properties.ModelArtifacts.S3ModelArtifacts
        if archive is None or archive == "":
            raise ValueError("model_data was not provided")
        image = image_uris.retrieve(
            "tensorflow",
            self.config.region,
            version=self.config.tf_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )
        model = Model(image_uri=image, model_data=archive, role=self.role, sagemaker_session=self.sagemaker_session)
        return CreateModelStep(
            name="TensorFlowSaved",
            model=model,
            depends_on=list(dependencies or []),
        )
