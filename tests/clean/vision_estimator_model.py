"""Style: Pattern B of TensorFlow by ``ModelStep``, a config class with a constructor of its own."""

from __future__ import annotations

import hashlib
import logging
import os

from model_requests import estimator_of, request_of, trained_model
from sagemaker.workflow import is_pipeline_variable
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

logger = logging.getLogger(__name__)


class VisionConfig:
    """Where the code is and what it runs on. The serving image runs ``inference.py``, whatever else is there."""

    def __init__(self, instance_type: str, source_dir: str, entry_point: str = "inference.py"):
        if not instance_type:
            raise ValueError("instance_type must be given")
        if not source_dir:
            raise ValueError("source_dir must be given")
        if entry_point != "inference.py":
            raise ValueError(f"entry_point is {entry_point!r}; TensorFlow Serving runs inference.py")
        self.instance_type = instance_type
        self.source_dir = source_dir
        self.entry_point = entry_point


class VisionEstimatorModelStepBuilder:
    """Serves what a TensorFlow training step trains."""

    spec = {
        "step_type": "CreateModel",
        "pattern": "B",
        "framework": "tensorflow",
        "dependencies": {
            "model_data": {
                "dependency_type": "model_artifacts",
                "required": True,
                "compatible_sources": ["TensorFlowTraining"],
            }
        },
        "outputs": {"model_name": "properties.ModelName"},
    }

    def __init__(self, config: VisionConfig, sagemaker_session=None, role=None):
        self.config = config
        self.session = sagemaker_session
        self.role = role

    def create_step(self, **kwargs) -> CreateModelStep:
        if not self.role:
            raise ValueError("role must be given")
        if kwargs.get("enable_caching"):
            logger.warning("enable_caching has no effect on a CreateModel step")
        dependencies = list(kwargs.get("dependencies") or [])
        training = self._training_step(dependencies)
        model_data = kwargs.get("model_data")
        if model_data is None:
            model_data = (kwargs.get("inputs") or {}).get("model_data")
        if model_data is None:
            model_data = training.properties.ModelArtifacts.S3ModelArtifacts
        if isinstance(model_data, str) and not model_data:
            raise ValueError("model_data must not be empty")
        in_run = is_pipeline_variable(model_data)
        if in_run and not isinstance(self.session, PipelineSession):
            raise ValueError(
                "model_data of a pipeline run needs a PipelineSession: only then does the SDK pack the inference code"
            )
        model = trained_model(
            estimator_of(training),
            model_data,
            self.session,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            name=f"vision-{self._digest(model_data)}",
        )
        if in_run:
            arguments = model.create(instance_type=self.config.instance_type)
            step = ModelStep(name="VisionEstimatorModel", step_args=arguments, depends_on=dependencies).steps[-1]
        else:
            step = CreateModelStep(
                name="VisionEstimatorModel",
                step_args=request_of(model, self.config.instance_type),
                depends_on=dependencies,
            )
        step._spec = self.spec
        return step

    def _training_step(self, dependencies):
        for step in dependencies:
            if isinstance(step, TrainingStep):
                return step
        raise ValueError("model_data not found: no training step among the dependencies")

    def _digest(self, model_data) -> str:
        """The same code gets the same name, so that the pipeline is the same each time."""
        content = hashlib.sha256(model_data.encode() if isinstance(model_data, str) else b"")
        for folder, _, files in sorted(os.walk(self.config.source_dir)):
            for name in sorted(files):
                if name.endswith(".py") and name != "_repack_model.py":
                    with open(os.path.join(folder, name), "rb") as file:
                        content.update(name.encode() + file.read())
        return content.hexdigest()[:12]
