"""As the documentation of ModelStep has it, which a plain Session cannot do."""

import logging
from dataclasses import dataclass

from sagemaker.pytorch import PyTorchModel
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)


@dataclass
class DocumentsConfig:
    entry_point: str
    source_dir: str
    instance_type: str = "ml.m5.large"
    framework_version: str = "2.1.0"
    py_version: str = "py310"


class _Documents:
    def __init__(self, config: DocumentsConfig, sagemaker_session=None, role=None):
        for name in vars(config):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _model_step(self, inputs, model_data, dependencies, enable_caching) -> ModelStep:
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
        config = self.config
        model = PyTorchModel(
            model_data=archive,
            role=self.role,
            entry_point=config.entry_point,
            source_dir=config.source_dir,
            framework_version=config.framework_version,
            py_version=config.py_version,
            sagemaker_session=self.session,
        )
        request = model.create(instance_type=config.instance_type)
        return ModelStep(name="Documents", step_args=request, depends_on=steps)


class AnySessionModelStepBuilder(_Documents):
    """Under whatever session it is given."""

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        return self._model_step(inputs, model_data, dependencies, enable_caching).steps[-1]


class SettingsSessionModelStepBuilder(AnySessionModelStepBuilder):
    """The settings say under which session its team builds."""


class AnnotatedSessionModelStepBuilder(_Documents):
    """Its constructor says which session it wants."""

    def __init__(self, config: DocumentsConfig, sagemaker_session: PipelineSession | None = None, role=None):
        super().__init__(config, sagemaker_session, role)

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        return self._model_step(inputs, model_data, dependencies, enable_caching).steps[-1]


class RefusedSessionModelStepBuilder(_Documents):
    """Says no to a plain Session."""

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not isinstance(self.session, PipelineSession):
            raise ValueError("a ModelStep needs a PipelineSession")
        return self._model_step(inputs, model_data, dependencies, enable_caching).steps[-1]


class ReturnedModelStepBuilder(_Documents):
    """Returns the collection, as the documentation puts it into a pipeline."""

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> ModelStep:
        if not isinstance(self.session, PipelineSession):
            raise ValueError("a ModelStep needs a PipelineSession")
        return self._model_step(inputs, model_data, dependencies, enable_caching)
