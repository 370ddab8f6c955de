"""A PyTorch model whose code goes to a bucket of the team's own."""

import logging
from dataclasses import dataclass

from sagemaker.inputs import CreateModelInput
from sagemaker.pytorch import PyTorchModel
from sagemaker.workflow import is_pipeline_variable
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)


@dataclass
class LinksConfig:
    entry_point: str
    source_dir: str
    instance_type: str = "ml.m5.large"
    framework_version: str = "2.1.0"
    py_version: str = "py310"
    code_location: str = "s3://team-code/serving/"


@dataclass
class AskingConfig:
    entry_point: str
    source_dir: str
    code_location: str
    instance_type: str = "ml.m5.large"
    framework_version: str = "2.1.0"
    py_version: str = "py310"


class _Links:
    def __init__(self, config: LinksConfig, sagemaker_session=None, role=None):
        for name in ("entry_point", "source_dir", "instance_type", "framework_version", "py_version", "code_location"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _code_location(self):
        return self.config.code_location

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
        deferred = isinstance(self.session, PipelineSession)
        if is_pipeline_variable(archive) and not deferred:
            raise ValueError("the archive of another step is repacked in the pipeline: give a PipelineSession")
        config = self.config
        model = PyTorchModel(
            model_data=archive,
            role=self.role,
            entry_point=config.entry_point,
            source_dir=config.source_dir,
            framework_version=config.framework_version,
            py_version=config.py_version,
            code_location=self._code_location(),
            sagemaker_session=self.session,
        )
        if deferred:
            request = model.create(instance_type=config.instance_type)
            return ModelStep(name="Links", step_args=request, depends_on=steps).steps[-1]
        asked = CreateModelInput(instance_type=config.instance_type)
        return CreateModelStep(name="Links", model=model, inputs=asked, depends_on=steps)


class OwnBucketModelStepBuilder(_Links):
    """The config has a default."""


class RequiredLocationModelStepBuilder(_Links):
    """The config asks for it."""

    def __init__(self, config: AskingConfig, sagemaker_session=None, role=None):
        super().__init__(config, sagemaker_session, role)


class DefaultBucketModelStepBuilder(_Links):
    """Below a prefix of the session's bucket."""

    def _code_location(self):
        return f"s3://{self.session.default_bucket()}/serving/"
