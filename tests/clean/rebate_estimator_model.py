"""Style: Pattern B that says no framework at all: whatever was trained is served; a config of pydantic 1."""

from __future__ import annotations

import warnings
from typing import Any, Dict

from pydantic.v1 import BaseModel, Field, validator
from sagemaker.workflow import steps as sdk
from sagemaker.workflow.pipeline_context import PipelineSession


class RebateConfig(BaseModel):
    instance_type: str = Field(..., regex=r"^ml\.")
    entry_point: str
    source_dir: str
    environment: Dict[str, str] = {}

    class Config:
        extra = "forbid"

    @validator("entry_point", "source_dir")
    def _says_something(cls, value: str) -> str:
        if not value:
            raise ValueError("must not be empty")
        return value


def trained(dependencies: list[Any]) -> tuple[Any, Any]:
    """The training step among `dependencies` and its estimator."""
    for step in dependencies:
        if isinstance(step, sdk.TrainingStep):
            return step, step.estimator or step.step_args.func_args[0]
    raise ValueError("model_data cannot be found: nothing among the dependencies is a training step")


class RebateEstimatorModelStepBuilder:
    def __init__(self, config: RebateConfig, *, sagemaker_session=None, role: str = "", **others: Any):
        self.config = config
        self.session = sagemaker_session
        self.role = role

    def create_step(self, **kwargs: Any) -> sdk.CreateModelStep:
        if not self.role:
            raise ValueError("RebateEstimatorModel: role is missing")
        if kwargs.get("enable_caching"):
            warnings.warn("RebateEstimatorModel: enable_caching is ignored", stacklevel=2)
        upstream = list(kwargs.get("dependencies") or [])
        training, estimator = trained(upstream)
        given = {**(kwargs.get("inputs") or {}), **{k: v for k, v in kwargs.items() if k == "model_data"}}
        archive = given.get("model_data", training.properties.ModelArtifacts.S3ModelArtifacts)
        if archive is None or archive == "":
            raise ValueError("model_data says nothing")
        job = estimator._current_job_name, estimator.output_path
        estimator._current_job_name, estimator.output_path = "rebate", "s3://rebate"
        model = estimator.create_model(
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            env=dict(self.config.environment),
        )
        estimator._current_job_name, estimator.output_path = job
        model.model_data, model.sagemaker_session = archive, self.session
        return sdk.CreateModelStep("RebateEstimatorModel", step_args=self._request(model), depends_on=upstream)

    def _request(self, model: Any) -> dict[str, Any]:
        if isinstance(self.session, PipelineSession):
            return model.create(self.config.instance_type).create_model_request
        container = model.prepare_container_def(self.config.instance_type)
        return self.session._create_model_request("", self.role, container, vpc_config=model.vpc_config)
