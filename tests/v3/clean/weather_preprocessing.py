"""Style: a FrameworkProcessor with a folder of code, requirements and arguments, in a function-heavy module."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.network import NetworkConfig
from sagemaker.core.processing import FrameworkProcessor
from sagemaker.core.shapes import ProcessingInput, ProcessingOutput, ProcessingS3Input, ProcessingS3Output
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep

ROOT = "/opt/ml/processing"


@dataclass
class WeatherPreprocessingConfig:
    region: str
    source_dir: str
    entry_point: str
    bucket: str
    instance_type: str = "ml.m5.xlarge"
    instance_count: int = 1
    framework_version: str = "2.1.0"
    env: dict[str, str] = field(default_factory=dict)
    stations: str = "all"

    def __post_init__(self) -> None:
        for name in ("region", "source_dir", "entry_point", "bucket", "instance_type", "framework_version"):
            if not getattr(self, name):
                raise ValueError(f"WeatherPreprocessingConfig: {name} is required")


def s3_input(name: str, uri: Any) -> ProcessingInput:
    return ProcessingInput(
        input_name=name,
        s3_input=ProcessingS3Input(
            s3_uri=uri, local_path=f"{ROOT}/input/{name}", s3_data_type="S3Prefix", s3_input_mode="File"
        ),
    )


def s3_output(bucket: str, name: str) -> ProcessingOutput:
    place = Join(on="/", values=[f"s3://{bucket}", "weather", ExecutionVariables.PIPELINE_EXECUTION_ID, name])
    return ProcessingOutput(
        output_name=name,
        s3_output=ProcessingS3Output(s3_uri=place, local_path=f"{ROOT}/output/{name}", s3_upload_mode="EndOfJob"),
    )


class WeatherPreprocessingStepBuilder:
    def __init__(self, config: WeatherPreprocessingConfig, sagemaker_session: PipelineSession, role: str) -> None:
        if not role:
            raise ValueError("WeatherPreprocessingStepBuilder: role is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _processor(self) -> FrameworkProcessor:
        c = self.config
        return FrameworkProcessor(
            image_uri=image_uris.retrieve(
                framework="pytorch",
                region=c.region,
                version=c.framework_version,
                py_version="py310",
                instance_type=c.instance_type,
                image_scope="training",
            ),
            command=["python3"],
            role=self.role,
            instance_type=c.instance_type,
            instance_count=c.instance_count,
            env=dict(c.env),
            network_config=NetworkConfig(enable_network_isolation=False),
            sagemaker_session=self.session,
        )

    def create_step(
        self, inputs: dict[str, Any], dependencies: list[Any] | None = None, enable_caching: bool = False
    ) -> ProcessingStep:
        if not inputs.get("observations"):
            raise ValueError("WeatherPreprocessingStepBuilder: required input 'observations' not found")
        run = self._processor().run(
            code=self.config.entry_point,
            source_dir=self.config.source_dir,
            inputs=[s3_input("observations", inputs["observations"])],
            outputs=[s3_output(self.config.bucket, name) for name in ("train", "report")],
            arguments=["--stations", self.config.stations],
        )
        return ProcessingStep(
            name="WeatherPreprocessing",
            step_args=run,
            depends_on=list(dependencies or ()),
            property_files=[PropertyFile(name="Coverage", output_name="report", path="coverage.json")],
            cache_config=CacheConfig(enable_caching=True, expire_after="PT12H") if enable_caching else None,
        )
