"""Parcel sizes: the serving code lies beside this module, and a repack step puts it into the archive."""

import logging
from dataclasses import dataclass
from pathlib import Path

from sagemaker.pytorch import PyTorchModel
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

logger = logging.getLogger(__name__)
SERVING = Path(__file__).resolve().parent / "serving"


@dataclass
class ParcelConfig:
    instance_type: str = "ml.m5.large"
    framework_version: str = "2.1.0"
    py_version: str = "py310"


class ParcelModelStepBuilder:
    def __init__(self, config: ParcelConfig, pipeline_session=None, role=None):
        if not isinstance(pipeline_session, PipelineSession):
            raise TypeError(f"expected a PipelineSession, got {type(pipeline_session).__name__}")
        for name in ("instance_type", "framework_version", "py_version"):
            if not getattr(config, name):
                raise ValueError(f"{name} must be set")
        self.config, self.session, self.role = config, pipeline_session, role

    def create_step(self, *, model_data=None, inputs=None, dependencies=None, enable_caching=None) -> CreateModelStep:
        if not self.role:
            raise ValueError("role must be set")
        if enable_caching:
            logger.warning("enable_caching is ignored, a model step is never cached")
        steps = [*(dependencies or [])]
        archive = (inputs or {}).get("model_data") if model_data is None else model_data
        if archive is None:
            archive = next(
                (each.properties.ModelArtifacts.S3ModelArtifacts for each in steps if isinstance(each, TrainingStep)),
                None,
            )
        if archive is None or (isinstance(archive, str) and not archive):
            raise ValueError("model_data must be given")
        model = PyTorchModel(
            name="parcel-sizes",
            model_data=archive,
            role=self.role,
            entry_point="inference.py",
            source_dir=str(SERVING),
            framework_version=self.config.framework_version,
            py_version=self.config.py_version,
            sagemaker_session=self.session,
        )
        request = model.create(instance_type=self.config.instance_type)
        return ModelStep(name="ParcelModel", step_args=request, depends_on=steps).steps[-1]
