"""Style: the model class retrieves its image itself, the instance type goes to the step. A pydantic config."""

from __future__ import annotations

import logging
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sagemaker.inputs import CreateModelInput
from sagemaker.session import Session
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost import XGBoostModel

logger = logging.getLogger(__name__)


class FraudModelConfig(BaseModel):
    model_config = ConfigDict(extra="forbid")

    instance_type: str = Field(pattern=r"^ml\.[a-z0-9]+\.\w+$")
    entry_point: str = Field(min_length=1)
    source_dir: str = Field(min_length=1)
    framework_version: Literal["1.5-1", "1.7-1"] = "1.7-1"
    enable_network_isolation: bool = False
    environment: dict[str, str] = {}

    @model_validator(mode="after")
    def _python_script(self) -> FraudModelConfig:
        if not self.entry_point.endswith(".py"):
            raise ValueError(f"entry_point must be a Python script, found {self.entry_point!r}")
        return self


class FraudModelStepBuilder:
    """Fraud probability of a payment."""

    def __init__(
        self, config: FraudModelConfig, sagemaker_session: Session | None = None, role: str | None = None
    ) -> None:
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(
        self,
        *,
        inputs: dict[str, Any] | None = None,
        model_data: Any = None,
        dependencies: list[Any] | None = None,
        enable_caching: bool = False,
    ) -> CreateModelStep:
        if self.role is None:
            raise ValueError("FraudModelStepBuilder was given no role")
        if enable_caching:
            logger.warning("CreateModelStep has no cache: enable_caching is ignored")
        before = list(dependencies or ())
        if model_data is None and inputs:
            model_data = inputs.get("model_data")
        if model_data is None:
            model_data = next(
                (s.properties.ModelArtifacts.S3ModelArtifacts for s in before if isinstance(s, TrainingStep)), None
            )
        if model_data is None or model_data == "":
            raise ValueError("FraudModelStepBuilder: model_data is required")
        if self.config.enable_network_isolation and not isinstance(model_data, str):
            raise ValueError(
                "enable_network_isolation needs an archive that exists now: give model_data as an s3:// URI"
            )
        model = XGBoostModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            env=dict(self.config.environment),
            enable_network_isolation=self.config.enable_network_isolation,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(
            name="FraudModel",
            model=model,
            inputs=CreateModelInput(instance_type=self.config.instance_type),
            depends_on=before,
        )
