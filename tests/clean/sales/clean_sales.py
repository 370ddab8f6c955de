"""Cleaning of sales in scikit-learn's image, for pipeline sessions only."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sagemaker.network import NetworkConfig
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, ProcessingStep

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True)
class CleanSalesConfig:
    processing_instance_type: str = "ml.m5.large"
    processing_instance_count: int = 1
    volume_size: int = 30
    framework_version: str = "1.2-1"
    env: dict[str, str] = field(default_factory=dict)
    subnets: list[str] | None = None
    security_group_ids: list[str] | None = None
    output_kms_key: str | None = None
    tags: list[dict[str, str]] | None = None

    def __post_init__(self) -> None:
        if not self.framework_version:
            raise ValueError("framework_version is missing")


class CleanSalesStepBuilder:
    def __init__(
        self, config: CleanSalesConfig, sagemaker_session: PipelineSession | None = None, role: str | None = None
    ) -> None:
        if not role:
            raise ValueError("role is missing: pass the ARN of the execution role")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(
        self,
        inputs: dict[str, Any] | None = None,
        dependencies: list[Any] | None = None,
        enable_caching: bool | None = None,
    ) -> ProcessingStep:
        given = dict(inputs or {})
        for step in dependencies or ():
            if "sales" not in given and isinstance(step, ProcessingStep):
                given["sales"] = step.properties.ProcessingOutputConfig.Outputs["sales"].S3Output.S3Uri
        sales = given.get("sales")
        if sales is None or sales == "":
            raise ValueError("required input 'sales' not found")
        network = None
        if self.config.subnets and self.config.security_group_ids:
            network = NetworkConfig(
                subnets=list(self.config.subnets), security_group_ids=list(self.config.security_group_ids)
            )
        processor = SKLearnProcessor(
            framework_version=self.config.framework_version,
            role=self.role,
            instance_type=self.config.processing_instance_type,
            instance_count=self.config.processing_instance_count,
            volume_size_in_gb=self.config.volume_size,
            env={"MODE": "full", **self.config.env},
            output_kms_key=self.config.output_kms_key,
            tags=self.config.tags,
            network_config=network,
            sagemaker_session=self.session,
        )
        arguments = processor.run(
            code=str(SCRIPTS / "clean.py"),
            inputs=[ProcessingInput(input_name="sales", source=sales, destination="/opt/ml/processing/input/sales")],
            outputs=[ProcessingOutput(output_name="clean", source="/opt/ml/processing/output/clean")],
            arguments=["--mode", "full"],
        )
        cache = CacheConfig(enable_caching=True, expire_after="P30D") if enable_caching else None
        return ProcessingStep(
            name="CleanSales", step_args=arguments, depends_on=list(dependencies or []), cache_config=cache
        )
