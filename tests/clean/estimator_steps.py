"""The base of our builders that serve what an estimator trained, and the mixin that they log with."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

from model_requests import estimator_of, request_of, trained_model
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep


class Logs:
    """Gives a class a logger of its own name."""

    @property
    def logger(self) -> logging.Logger:
        return logging.getLogger(f"builders.{type(self).__name__}")


class TrainedModelStepBase(Logs):
    """Pattern B; subclasses say their specification and may add to the options of ``create_model``."""

    specification: Any = None

    def __init__(self, *, config: Any, sagemaker_session: Any = None, role: str | None = None, **injected: Any) -> None:
        self.config = config
        self.session = sagemaker_session
        self.role = role
        self.injected = injected

    @property
    def step_name(self) -> str:
        return type(self).__name__[: -len("StepBuilder")]

    def create_model_options(self) -> dict[str, Any]:
        return {"entry_point": self.config.entry_point, "source_dir": self.config.source_dir}

    def create_step(self, **kwargs: Any) -> CreateModelStep:
        if not self.role:
            raise ValueError(f"{self.step_name}: role is missing")
        if kwargs.get("enable_caching"):
            self.logger.warning("enable_caching is ignored: there is no cache for model steps")
        dependencies = [*(kwargs.get("dependencies") or ())]
        training = [step for step in dependencies if isinstance(step, TrainingStep)]
        if not training:
            raise ValueError(f"{self.step_name}: model_data needs the training step among the dependencies")
        model_data = self._explicit(kwargs)
        if model_data is None:
            model_data = training[0].properties.ModelArtifacts.S3ModelArtifacts
        if not isinstance(model_data, str) and not isinstance(self.session, PipelineSession):
            raise ValueError(f"{self.step_name}: give a PipelineSession, under a Session the SDK drops the code")
        model = trained_model(
            estimator_of(training[0]),
            model_data,
            self.session,
            role=self.role,
            name=f"m-{self._code_digest()}",
            **self.create_model_options(),
        )
        step = self._step(model, dependencies)
        step._spec = self.specification
        return step

    def _step(self, model: Any, dependencies: list[Any]) -> CreateModelStep:
        instance_type = self.config.instance_type
        if isinstance(model.model_data, str):
            request = request_of(model, instance_type)
            return CreateModelStep(name=self.step_name, step_args=request, depends_on=dependencies)
        collection = ModelStep(
            name=self.step_name, step_args=model.create(instance_type=instance_type), depends_on=dependencies
        )
        return collection.steps[-1]

    def _explicit(self, kwargs: dict[str, Any]) -> Any:
        given = kwargs.get("model_data", (kwargs.get("inputs") or {}).get("model_data"))
        if isinstance(given, str) and not given:
            raise ValueError(f"{self.step_name}: model_data is empty")
        return given

    def _code_digest(self) -> str:
        digest = hashlib.sha256()
        for path in sorted(Path(self.config.source_dir).glob("*.py")):
            if not path.name.startswith("_repack"):
                digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()[:10]
