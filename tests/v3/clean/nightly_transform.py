"""Style: a batch transform whose model is a step of the pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.steps import TransformStep


@dataclass
class NightlyTransformConfig:
    output_path: str
    instance_type: str = "ml.m5.xlarge"
    instance_count: int = 2

    def __post_init__(self) -> None:
        if not self.output_path or not self.instance_type:
            raise ValueError("NightlyTransformConfig: output_path and instance_type are required")


class NightlyTransformStepBuilder:
    def __init__(self, config: NightlyTransformConfig, sagemaker_session: PipelineSession):
        self.config, self.session = config, sagemaker_session

    def create_step(self, inputs: dict[str, Any], dependencies: list[Any] | None = None) -> TransformStep:
        for name in ("model_name", "data"):
            if not inputs.get(name):
                raise ValueError(f"NightlyTransformStepBuilder: required input {name!r} not found")
        transformer = Transformer(
            model_name=inputs["model_name"],
            instance_type=self.config.instance_type,
            instance_count=self.config.instance_count,
            output_path=self.config.output_path,
            strategy="MultiRecord",
            assemble_with="Line",
            accept="text/csv",
            max_payload=6,
            base_transform_job_name="nightly",
            sagemaker_session=self.session,
        )
        run = transformer.transform(
            data=inputs["data"],
            content_type="text/csv",
            split_type="Line",
            join_source="Input",
            input_filter="$[1:]",
            output_filter="$[0,-1]",
        )
        return TransformStep(name="Nightly", step_args=run, depends_on=list(dependencies or ()))
