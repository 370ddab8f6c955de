"""Style: a built-in algorithm, which has no code to pack; a nested pydantic config; a registry that is a dict."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

import sagemaker
from pydantic import BaseModel, ConfigDict, Field
from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep, Step, TrainingStep

REGISTRY: dict[str, type] = {}


class Network(BaseModel):
    subnets: list[str] = Field(min_length=1)
    security_group_ids: list[str] = Field(min_length=1)


class AnomalyModelConfig(BaseModel):
    model_config = ConfigDict(frozen=True, str_min_length=1)

    instance_type: str = "ml.m5.xlarge"
    region: str = "us-east-1"
    network: Network | None = None


class AnomalyModelStepBuilder:
    """Random cut forest; training and serving have one image."""

    algorithm: ClassVar[str] = "randomcutforest"

    def __init__(
        self,
        config: AnomalyModelConfig,
        sagemaker_session: sagemaker.Session | None = None,
        role: str | None = None,
        registry_manager: Any = None,
        dependency_resolver: Any = None,
    ) -> None:
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role
        self.registry = registry_manager or REGISTRY
        self.resolve = dependency_resolver or self._resolve

    @property
    def image(self) -> str:
        """Of the region's own account."""
        return image_uris.retrieve(
            self.algorithm,
            self.config.region,
            version="1",
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def create_step(
        self,
        model_data: Any = None,
        inputs: dict[str, Any] | None = None,
        dependencies: list[Step] | None = None,
        enable_caching: bool = False,
    ) -> CreateModelStep:
        if enable_caching:
            logging.warning("AnomalyModel: no caching of model steps, enable_caching is ignored")
        if not self.role:
            raise ValueError("AnomalyModel: role must not be empty")
        data = self.resolve(model_data, inputs or {}, dependencies or [])
        network = self.config.network
        vpc = {"Subnets": [*network.subnets], "SecurityGroupIds": [*network.security_group_ids]} if network else None
        model = sagemaker.Model(
            image_uri=self.image,
            model_data=data,
            role=self.role,
            vpc_config=vpc,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(name="AnomalyModel", model=model, depends_on=list(dependencies or []))

    @staticmethod
    def _resolve(model_data: Any, inputs: dict[str, Any], dependencies: list[Step]) -> Any:
        trained = (d.properties.ModelArtifacts.S3ModelArtifacts for d in dependencies if isinstance(d, TrainingStep))
        for value in (model_data, inputs.get("model_data"), next(trained, None)):
            if value is not None and value != "":
                return value
        raise ValueError("AnomalyModel: required input model_data not found")


REGISTRY["AnomalyModel"] = AnomalyModelStepBuilder
