"""Style: registration with metrics and an image of the SDK, code packed with the archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.model_metrics import MetricsSource, ModelMetrics
from sagemaker.core.training.configs import SourceCode
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder


@dataclass
class ClaimsRegistrationConfig:
    group: str
    region: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.2-1"
    instance_types: list[str] = field(default_factory=lambda: ["ml.m5.large", "ml.m5.xlarge"])
    approval: str = "PendingManualApproval"

    def __post_init__(self) -> None:
        for name in ("group", "region", "entry_point", "source_dir", "framework_version", "instance_types"):
            if not getattr(self, name):
                raise ValueError(f"ClaimsRegistrationConfig: {name} is required")


class ClaimsRegisterModelStepBuilder:
    def __init__(self, config: ClaimsRegistrationConfig, sagemaker_session: PipelineSession, role: str):
        if not role:
            raise ValueError("ClaimsRegisterModelStepBuilder: role is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, inputs: dict[str, Any], dependencies: list[Any] | None = None) -> ModelStep:
        if not inputs.get("model_data"):
            raise ValueError("ClaimsRegisterModelStepBuilder: model_data is missing among the inputs")
        c = self.config
        builder = ModelBuilder(
            image_uri=image_uris.retrieve(
                "sklearn",
                c.region,
                version=c.framework_version,
                instance_type=c.instance_types[0],
                image_scope="inference",
            ),
            s3_model_data_url=inputs["model_data"],
            source_code=SourceCode(source_dir=c.source_dir, entry_script=c.entry_point),
            role_arn=self.role,
            sagemaker_session=self.session,
        )
        builder.model_name = "claims"
        metrics = None
        if inputs.get("evaluation"):
            file = Join(on="/", values=[inputs["evaluation"], "metrics.json"])
            metrics = ModelMetrics(model_statistics=MetricsSource(content_type="application/json", s3_uri=file))
        return ModelStep(
            name="ClaimsRegistration",
            step_args=builder.register(
                model_package_group_name=c.group,
                content_types=["text/csv", "application/json"],
                response_types=["application/json"],
                inference_instances=list(c.instance_types),
                transform_instances=list(c.instance_types[:1]),
                approval_status=c.approval,
                model_metrics=metrics,
                description="Claims",
            ),
            depends_on=list(dependencies or ()),
        )
