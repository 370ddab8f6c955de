"""Risk scores: serves what the XGBoost training of the same pipeline trained."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Optional

from sagemaker.workflow.steps import CreateModelStep

from bx.estimators import model_of, request, training_step

logger = logging.getLogger(__name__)

SPEC = {
    "step_name": "RiskEstimatorModel",
    "step_type": "CreateModel",
    "pattern": "B",
    "framework": "xgboost",
    "dependencies": {
        "model_data": {
            "dependency_type": "model_artifacts",
            "required": True,
            "compatible_sources": ["XGBoostTraining"],
        }
    },
    "outputs": {"model_name": {"property_path": "properties.ModelName"}},
    "script_contract": {"required_env_vars": ["CUTOFF"], "optional_env_vars": {"LOG_LEVEL": "INFO"}},
}


@dataclass(kw_only=True, slots=True)
class RiskEstimatorModelConfig:
    instance_type: str
    entry_point: str
    source_dir: str
    cutoff: float = 0.5
    env: dict[str, str] = field(default_factory=dict)
    tags: Optional[list[dict[str, str]]] = None
    model_name: Optional[str] = None
    subnets: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()

    def check(self) -> None:
        for name in ("instance_type", "entry_point", "source_dir"):
            if not getattr(self, name):
                raise ValueError(f"{name} of RiskEstimatorModelConfig is missing")


class RiskEstimatorModelStepBuilder:
    def __init__(self, config: RiskEstimatorModelConfig, sagemaker_session=None, role=None, **_):
        config.check()
        if not role:
            raise ValueError("role is missing")
        self.config, self.session, self.role, self.spec = config, sagemaker_session, role, SPEC

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if enable_caching:
            logger.warning("%s: enable_caching is ignored", self.spec["step_name"])
        before = list(dependencies or [])
        training = training_step(before)
        archive = self._archive(inputs or {}, model_data, training)
        model = model_of(training, archive, self.session, **self._model_options())
        step = CreateModelStep(
            name=self.spec["step_name"],
            step_args=request(model, self.session, self.config.instance_type, self.config.tags),
            depends_on=before,
        )
        step._spec = self.spec
        return step

    def _archive(self, inputs, model_data, training):
        if model_data is None:
            model_data = inputs.get("model_data")
        if model_data is None:
            model_data = training.properties.ModelArtifacts.S3ModelArtifacts
        if isinstance(model_data, str) and not model_data:
            raise ValueError("model_data is empty")
        return model_data

    def _model_options(self):
        config = self.config
        options = {
            "role": self.role,
            "entry_point": config.entry_point,
            "source_dir": config.source_dir,
            "env": {"LOG_LEVEL": "INFO", "CUTOFF": str(config.cutoff), **config.env},
        }
        if config.model_name:
            options["name"] = config.model_name
        if config.subnets:
            options["vpc_config_override"] = {
                "Subnets": list(config.subnets),
                "SecurityGroupIds": list(config.security_group_ids),
            }
        return options
