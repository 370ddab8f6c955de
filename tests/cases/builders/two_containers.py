"""One archive, two containers: the first predicts, the second formats."""

import logging
from dataclasses import dataclass

from sagemaker.inputs import CreateModelInput
from sagemaker.pipeline import PipelineModel
from sagemaker.pytorch import PyTorchModel
from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow import is_pipeline_variable
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)


@dataclass
class CensusConfig:
    predict_script: str
    format_script: str
    source_dir: str
    instance_type: str = "ml.m5.large"
    pytorch_version: str = "2.1.0"
    py_version: str = "py310"
    sklearn_version: str = "1.2-1"


@dataclass
class EntryPointConfig:
    entry_point: str
    format_script: str
    source_dir: str
    instance_type: str = "ml.m5.large"
    pytorch_version: str = "2.1.0"
    py_version: str = "py310"
    sklearn_version: str = "1.2-1"


class _Census:
    def __init__(self, config: CensusConfig, sagemaker_session=None, role=None):
        for name in vars(config):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _predicts(self):
        return self.config.predict_script

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
        common = {"model_data": archive, "role": self.role, "sagemaker_session": self.session}
        predict = PyTorchModel(
            entry_point=self._predicts(),
            source_dir=config.source_dir,
            framework_version=config.pytorch_version,
            py_version=config.py_version,
            **common,
        )
        format_ = SKLearnModel(
            entry_point=config.format_script,
            source_dir=config.source_dir,
            framework_version=config.sklearn_version,
            **common,
        )
        model = PipelineModel(models=[predict, format_], role=self.role, sagemaker_session=self.session)
        if deferred:
            request = model.create(instance_type=config.instance_type)
            return ModelStep(name="Census", step_args=request, depends_on=steps).steps[-1]
        asked = CreateModelInput(instance_type=config.instance_type)
        return CreateModelStep(name="Census", model=model, inputs=asked, depends_on=steps)


class CensusPipelineModelStepBuilder(_Census):
    """Its fields have names of their own."""


class EntryPointPipelineModelStepBuilder(_Census):
    """One of its fields has the SDK's name."""

    def __init__(self, config: EntryPointConfig, sagemaker_session=None, role=None):
        super().__init__(config, sagemaker_session, role)

    def _predicts(self):
        return self.config.entry_point
