"""Style: TensorFlow Serving of a SavedModel without inference code; a config that keeps further keywords."""

import logging

from sagemaker.image_uris import retrieve
from sagemaker.tensorflow import TensorFlowModel
from sagemaker.workflow.steps import CreateModelStep, ProcessingStep, TrainingStep

logger = logging.getLogger(__name__)

NEEDED = ("instance_type", "framework_version", "region")


class ImagingConfig(object):
    def __init__(self, instance_type, framework_version="2.13", region="us-east-1", **env):
        self.instance_type = instance_type
        self.framework_version = framework_version
        self.region = region
        self.env = env


class ImagingModelStepBuilder(object):
    """Finds defects in photographs."""

    def __init__(self, config: ImagingConfig, sagemaker_session=None, role=None):
        for name in NEEDED:
            if not getattr(config, name, None):
                raise ValueError("%s is required in the config" % name)
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(self, inputs=None, model_data=None, dependencies=None, enable_caching=False):
        if not self.role:
            raise ValueError("a role is required")
        if enable_caching:
            logger.warning("caching is not supported by CreateModelStep; enable_caching=True is ignored")
        if model_data is None:
            model_data = (inputs or {}).get("model_data")
        if model_data is None:
            model_data = self._archive(dependencies or [])
        if model_data == "":
            raise ValueError("model_data must not be empty")
        model = TensorFlowModel(
            model_data=model_data,
            role=self.role,
            framework_version=self.config.framework_version,
            image_uri=retrieve(
                "tensorflow",
                self.config.region,
                version=self.config.framework_version,
                instance_type=self.config.instance_type,
                image_scope="inference",
            ),
            env=dict(self.config.env),
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(name="ImagingModel", model=model, depends_on=list(dependencies or []))

    def _archive(self, dependencies):
        for step in dependencies:
            if isinstance(step, TrainingStep):
                return step.properties.ModelArtifacts.S3ModelArtifacts
            if isinstance(step, ProcessingStep):
                raise ValueError("model_data of a processing step has to be named: give it in inputs")
        raise ValueError("model_data is missing")
