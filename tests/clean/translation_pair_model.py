"""Two containers of the team's own making: the first has its model in the image, the second reads an archive."""

import logging
from dataclasses import dataclass

from sagemaker.workflow.steps import CreateModelStep, TrainingStep

logger = logging.getLogger(__name__)


@dataclass
class TranslationPairConfig:
    detector_image: str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/language-detector:2.1"
    translator_image: str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/translator:5.0"


class TranslationPairModelStepBuilder:
    def __init__(self, config: TranslationPairConfig, sagemaker_session=None, role=None):
        if not config.detector_image or not config.translator_image:
            name = "translator_image" if config.detector_image else "detector_image"
            raise ValueError(f"{name} is not set")
        self.config = config
        self.role = role

    def create_step(self, **kwargs):
        if not self.role:
            raise ValueError("role is not set")
        if kwargs.get("enable_caching"):
            logger.warning("enable_caching is not supported")
        dependencies = list(kwargs.get("dependencies") or [])
        archive = kwargs.get("model_data")
        if archive is None:
            archive = (kwargs.get("inputs") or {}).get("model_data")
        if archive is None:
            for step in dependencies:
                if isinstance(step, TrainingStep):
                    archive = step.properties.ModelArtifacts.S3ModelArtifacts
        if archive is None or (isinstance(archive, str) and not archive):
            raise ValueError("model_data is not set")
        containers = [
            {"Image": self.config.detector_image, "ContainerHostname": "detector"},
            {"Image": self.config.translator_image, "ContainerHostname": "translator", "ModelDataUrl": archive},
        ]
        request = {
            "ExecutionRoleArn": self.role,
            "Containers": containers,
            "InferenceExecutionConfig": {"Mode": "Serial"},
        }
        return CreateModelStep(name="TranslationPair", step_args=request, depends_on=dependencies)
