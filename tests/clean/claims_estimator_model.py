"""Style: Pattern B with what a security review asks for: VPC, tags, no isolation; ``create()`` where it may be."""

from __future__ import annotations

import copy
import logging
from typing import Any, Optional

from pydantic import BaseModel, Field
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost import XGBoost

logger = logging.getLogger(__name__)


class Vpc(BaseModel):
    Subnets: list[str] = Field(min_length=1)
    SecurityGroupIds: list[str] = Field(min_length=1)


class ClaimsConfig(BaseModel):
    instance_type: str = Field(min_length=1)
    entry_point: str = Field(min_length=1)
    source_dir: str = Field(min_length=1)
    vpc_config: Optional[dict[str, list[str]]] = None
    tags: Optional[list[dict[str, str]]] = None
    # What the step that deploys the model reads of the same config.
    endpoint_tags: Optional[list[dict[str, str]]] = None
    endpoint_vpc_config: Optional[dict[str, list[str]]] = None
    model_name: Optional[str] = None
    enable_network_isolation: bool = False


class ClaimsEstimatorModelStepBuilder:
    """Scores insurance claims with the booster of the training step."""

    def __init__(self, config: ClaimsConfig, sagemaker_session=None, role: Optional[str] = None):
        if config.vpc_config is not None:
            Vpc(**config.vpc_config)
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(self, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if self.role is None:
            raise ValueError("ClaimsEstimatorModel needs the role of the endpoint")
        if enable_caching:
            logger.warning("enable_caching is ignored")
        if self.config.enable_network_isolation:
            raise ValueError("enable_network_isolation: an isolated container cannot download our code")
        steps = list(dependencies or [])
        training = next((step for step in steps if isinstance(step, TrainingStep)), None)
        if training is None:
            raise ValueError("model_data: no training step among the dependencies")
        data = model_data if model_data is not None else (inputs or {}).get("model_data")
        if data is None:
            data = training.properties.ModelArtifacts.S3ModelArtifacts
        if data == "":
            raise ValueError("model_data is empty")
        model = self._trained_model(training, data)
        return CreateModelStep(name="ClaimsEstimatorModel", step_args=self._request(model), depends_on=steps)

    def _trained_model(self, training: TrainingStep, data: Any) -> Any:
        estimator = copy.copy(training.estimator or training.step_args.func_args[0])
        if not isinstance(estimator, XGBoost):
            raise ValueError(f"{training.name} trains no booster: its estimator is a {type(estimator).__name__}")
        estimator._current_job_name = "claims"
        network = {"vpc_config_override": dict(self.config.vpc_config)} if self.config.vpc_config else {}
        model = estimator.create_model(
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            name=self.config.model_name,
            **network,
        )
        model.model_data, model.sagemaker_session = data, self.sagemaker_session
        return model

    def _request(self, model: Any) -> dict[str, Any]:
        tags = copy.deepcopy(self.config.tags)
        if isinstance(self.sagemaker_session, PipelineSession):
            return model.create(instance_type=self.config.instance_type, tags=tags).create_model_request
        return self.sagemaker_session._create_model_request(
            self.config.model_name or "",
            self.role,
            model.prepare_container_def(self.config.instance_type),
            model.vpc_config,
            False,
            None,
            tags,
        )
