"""Trains what routes tickets; its settings come as keywords."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from sagemaker.huggingface import HuggingFace
from sagemaker.inputs import TrainingInput
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep


class TicketRoutingTrainingStepBuilder:
    def __init__(
        self,
        *,
        instance_type: str,
        entry_point: str,
        source_dir: str,
        transformers_version: str = "4.28",
        pytorch_version: str = "2.0",
        py_version: str = "py310",
        epochs: int = 3,
        learning_rate: float = 5e-5,
        sagemaker_session: Optional[PipelineSession] = None,
        role: Optional[str] = None,
    ) -> None:
        if not instance_type or not entry_point or not source_dir:
            raise ValueError("instance_type, entry_point and source_dir are needed")
        if not role:
            raise ValueError("role is needed")
        self.instance_type = instance_type
        self.entry_point = entry_point
        self.source_dir = source_dir
        self.versions = {
            "transformers_version": transformers_version,
            "pytorch_version": pytorch_version,
            "py_version": py_version,
        }
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.session = sagemaker_session
        self.role = role

    def create_step(self, *, inputs: dict[str, Any], dependencies: Sequence[Any] = ()) -> TrainingStep:
        if not isinstance(inputs, dict) or inputs.get("tickets") in (None, ""):
            raise ValueError("tickets is required")
        estimator = HuggingFace(
            entry_point=self.entry_point,
            source_dir=self.source_dir,
            role=self.role,
            instance_type=self.instance_type,
            instance_count=1,
            hyperparameters={"epochs": self.epochs, "lr": self.learning_rate},
            disable_profiler=True,
            sagemaker_session=self.session,
            **self.versions,
        )
        return TrainingStep(
            name="TicketRoutingTraining",
            step_args=estimator.fit(inputs={"tickets": TrainingInput(inputs["tickets"])}),
            depends_on=list(dependencies),
        )
