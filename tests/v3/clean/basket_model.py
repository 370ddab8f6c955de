"""Style: pydantic 2, nested settings, an archive that already contains its code."""

from __future__ import annotations

import warnings
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sagemaker.core import image_uris
from sagemaker.core.training.configs import Compute, Networking
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder


class Network(BaseModel):
    subnets: list[str] = Field(default_factory=list)
    security_group_ids: list[str] = Field(default_factory=list)
    isolation: bool = False


class BasketModelConfig(BaseModel):
    model_config = ConfigDict(frozen=True, protected_namespaces=())

    region: str = Field(min_length=1)
    framework_version: str = Field("2.1.0", min_length=1)
    py_version: str = "py310"
    instance_type: str = Field("ml.c5.xlarge", min_length=1)
    entry_point: str = Field(min_length=1)
    env: dict[str, str] = Field(default_factory=dict)
    network: Network = Field(default_factory=Network)
    tags: dict[str, str] = Field(default_factory=dict)


class BasketModelStepBuilder:
    """The packaging step puts the code below ``code/``; nothing is packed here."""

    def __init__(self, config: BasketModelConfig, sagemaker_session: PipelineSession, role: str) -> None:
        self.config = config
        self.session = sagemaker_session
        if not role:
            raise ValueError("BasketModelStepBuilder needs a role")
        self.role = role

    @property
    def image_uri(self) -> str:
        c = self.config
        return image_uris.retrieve(
            "pytorch",
            c.region,
            version=c.framework_version,
            py_version=c.py_version,
            instance_type=c.instance_type,
            image_scope="inference",
        )

    def environment(self) -> dict[str, str]:
        own = {"SAGEMAKER_PROGRAM": self.config.entry_point, "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code"}
        return {**self.config.env, **own}

    def create_step(
        self, model_data: Any = None, dependencies: list[Any] | None = None, enable_caching: bool = False
    ) -> ModelStep:
        if enable_caching:
            warnings.warn("caching is not available for model steps", stacklevel=2)
        if not model_data:
            raise ValueError("BasketModelStepBuilder.create_step: model_data is required")
        net = self.config.network
        builder = ModelBuilder(
            image_uri=self.image_uri,
            s3_model_data_url=model_data,
            env_vars=self.environment(),
            role_arn=self.role,
            sagemaker_session=self.session,
            compute=Compute(instance_type=self.config.instance_type, instance_count=1),
            network=Networking(
                subnets=net.subnets or None,
                security_group_ids=net.security_group_ids or None,
                enable_network_isolation=net.isolation,
            ),
        )
        tags = [{"Key": key, "Value": value} for key, value in self.config.tags.items()]
        return ModelStep(
            name="BasketModel", step_args=builder.build(tags=tags or None), depends_on=list(dependencies or ())
        )
