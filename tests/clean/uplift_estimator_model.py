"""Style: Pattern B, ``step_args`` from a function of another module. XGBoost, under both kinds of session."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import model_requests as requests
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

_LOG = logging.getLogger(__name__)

SPECIFICATION = {
    "step_type": "CreateModel",
    "pattern": "B",
    "framework": "xgboost",
    "dependencies": [
        {
            "logical_name": "model_data",
            "dependency_type": "model_artifacts",
            "required": True,
            "compatible_sources": ["XGBoostTraining"],
        }
    ],
    "outputs": [{"logical_name": "model_name", "property_path": "properties.ModelName"}],
}


@dataclass(frozen=True)
class UpliftConfig:
    instance_type: str
    entry_point: str
    source_dir: str

    def __post_init__(self):
        for name, value in vars(self).items():
            if not value:
                raise ValueError(f"UpliftConfig.{name} is empty")


class UpliftEstimatorModelStepBuilder:
    """The uplift model, served by the estimator that trained it."""

    def __init__(self, config: UpliftConfig, sagemaker_session=None, role: str | None = None) -> None:
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role
        self.spec = SPECIFICATION

    def create_step(
        self, inputs=None, dependencies=None, model_data=None, enable_caching=False, **_: Any
    ) -> CreateModelStep:
        if enable_caching:
            _LOG.warning("enable_caching is ignored by CreateModel steps")
        if not self.role:
            raise ValueError("UpliftEstimatorModelStepBuilder needs a role")
        before = list(dependencies or [])
        training = next((step for step in before if isinstance(step, TrainingStep)), None)
        if training is None:
            raise ValueError("model_data: the step that trains the uplift model must be among the dependencies")
        archive = model_data if model_data is not None else (inputs or {}).get("model_data")
        if archive is None:
            archive = training.properties.ModelArtifacts.S3ModelArtifacts
        if archive == "":
            raise ValueError("model_data is empty")
        model = requests.trained_model(
            requests.estimator_of(training),
            archive,
            self.sagemaker_session,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
        )
        step = CreateModelStep(
            name="UpliftEstimatorModel",
            step_args=requests.request_of(model, self.config.instance_type),
            depends_on=before,
        )
        step._spec = self.spec
        return step
