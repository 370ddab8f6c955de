"""A PyTorch archive served from an image that only trains."""

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass

from sagemaker import image_uris
from sagemaker.model import Model
from sagemaker.pytorch import PyTorch
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)


@dataclass
class ReviewConfig:
    instance_type: str = "ml.m5.large"
    framework_version: str = "2.1.0"
    region: str = "us-east-1"


class _Reviews(ABC):
    def __init__(self, config: ReviewConfig, sagemaker_session=None, role=None):
        for name in ("instance_type", "framework_version", "region"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    @abstractmethod
    def _image(self): ...

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        steps = list(dependencies or [])
        archive = model_data or (inputs or {}).get("model_data")
        for step in steps if archive is None else ():
            if isinstance(step, TrainingStep):
                archive = step.properties.ModelArtifacts.S3ModelArtifacts
        if archive is None or (isinstance(archive, str) and not archive):
            raise ValueError("model_data is missing")
        model = Model(image_uri=self._image(), model_data=archive, role=self.role, sagemaker_session=self.session)
        return CreateModelStep(name="Reviews", model=model, depends_on=steps)


class EstimatorsImageModelStepBuilder(_Reviews):
    """As the documentation of pipelines has it: whatever image the estimator trains in."""

    def _image(self):
        estimator = PyTorch(
            entry_point="train.py",
            framework_version=self.config.framework_version,
            py_version="py310",
            instance_count=1,
            instance_type=self.config.instance_type,
            role=self.role,
            sagemaker_session=self.session,
        )
        return estimator.training_image_uri()


class TrainingScopeModelStepBuilder(_Reviews):
    """The scope says so."""

    def _image(self):
        return image_uris.retrieve(
            "pytorch",
            region=self.config.region,
            version=self.config.framework_version,
            py_version="py310",
            instance_type=self.config.instance_type,
            image_scope="training",
        )


class WrittenImageModelStepBuilder(_Reviews):
    """The image is put together by hand."""

    def _image(self):
        version = self.config.framework_version
        return f"763104351884.dkr.ecr.{self.config.region}.amazonaws.com/pytorch-training:{version}-cpu-py310"
