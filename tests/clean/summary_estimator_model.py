"""Style: Pattern B of HuggingFace, a builder that is itself a dataclass."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model_requests import estimator_of, request_of, trained_model
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep


@dataclass(frozen=True)
class SummaryConfig:
    """The serving side; versions are those of the training."""

    instance_type: str
    entry_point: str
    source_dir: str
    env: dict[str, str] | None = None

    def __post_init__(self) -> None:
        if not self.instance_type:
            raise ValueError("instance_type is required")
        if not self.entry_point:
            raise ValueError("entry_point is required")
        if not self.source_dir:
            raise ValueError("source_dir is required")


@dataclass
class SummaryEstimatorModelStepBuilder:
    """Summaries of tickets."""

    config: SummaryConfig
    sagemaker_session: Any = None
    role: str | None = None

    def create_step(
        self,
        *,
        inputs: dict[str, Any] | None = None,
        model_data: Any = None,
        dependencies: list[Any] | None = None,
        enable_caching: bool = False,
    ) -> CreateModelStep:
        if not self.role:
            raise ValueError("role is required")
        if enable_caching:
            logging.getLogger(__name__).warning("CreateModelStep has no cache, enable_caching is ignored")
        before = list(dependencies or [])
        training = [step for step in before if isinstance(step, TrainingStep)]
        if len(training) != 1:
            raise ValueError(f"model_data comes from one training step, found {len(training)} among the dependencies")
        explicit = model_data if model_data is not None else (inputs or {}).get("model_data")
        if explicit == "":
            raise ValueError("model_data is an empty string")
        data = explicit if explicit is not None else training[0].properties.ModelArtifacts.S3ModelArtifacts
        packed_now = isinstance(data, str)
        if not packed_now and not isinstance(self.sagemaker_session, PipelineSession):
            raise ValueError("model_data of a pipeline needs a PipelineSession for the code to be packed")
        model = trained_model(
            estimator_of(training[0]),
            data,
            self.sagemaker_session,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            env=dict(self.config.env or {}),
            name=self._name(),
        )
        name = "SummaryEstimatorModel"
        if packed_now:
            return CreateModelStep(name=name, step_args=request_of(model, self.config.instance_type), depends_on=before)
        return ModelStep(name, model.create(instance_type=self.config.instance_type), depends_on=before).steps[-1]

    def _name(self) -> str:
        code = Path(self.config.source_dir, self.config.entry_point)
        content = code.read_bytes() if code.is_file() else b""
        return f"summary-{hashlib.sha256(content).hexdigest()[:8]}"
