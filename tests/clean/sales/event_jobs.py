"""Jobs of a team with a base class of its own: a folder of code, and Spark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sagemaker.processing import FrameworkProcessor, ProcessingInput, ProcessingOutput
from sagemaker.sklearn.estimator import SKLearn
from sagemaker.spark.processing import PySparkProcessor
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, ProcessingStep

CODE = Path(__file__).parent / "training_code"


@dataclass
class JobConfig:
    instance_type: str = "ml.m5.xlarge"
    framework_version: str = "1.2-1"
    spark_version: str = "3.1"

    def __post_init__(self) -> None:
        for name in ("instance_type", "framework_version"):
            if not getattr(self, name):
                raise ValueError(f"{name} is missing")


class JobBase:
    def __init__(
        self, config: JobConfig, sagemaker_session: PipelineSession | None = None, role: str | None = None
    ) -> None:
        if not role:
            raise ValueError("role is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def job(self) -> dict[str, Any]:
        return {
            "role": self.role,
            "instance_type": self.config.instance_type,
            "instance_count": 1,
            "sagemaker_session": self.session,
        }

    def channels(self, inputs: Any, dependencies: Any) -> dict[str, Any]:
        value = (inputs or {}).get("events")
        for step in dependencies or ():
            if value is None and isinstance(step, ProcessingStep):
                value = step.properties.ProcessingOutputConfig.Outputs["events"].S3Output.S3Uri
        if value is None or value == "":
            raise ValueError("required input 'events' not found")
        source = ProcessingInput(input_name="events", source=value, destination="/opt/ml/processing/events")
        return {
            "inputs": [source],
            "outputs": [ProcessingOutput(output_name="counts", source="/opt/ml/processing/counts")],
        }

    def step(self, name: str, arguments: Any, dependencies: Any, caching: Any) -> ProcessingStep:
        cache = CacheConfig(enable_caching=True, expire_after="P30D") if caching else None
        return ProcessingStep(name=name, step_args=arguments, depends_on=list(dependencies or []), cache_config=cache)


class CountEventsStepBuilder(JobBase):
    def create_step(self, inputs: Any = None, dependencies: Any = None, enable_caching: Any = None) -> ProcessingStep:
        version = self.config.framework_version
        processor = FrameworkProcessor(estimator_cls=SKLearn, framework_version=version, **self.job())
        arguments = processor.run(code="embed.py", source_dir=str(CODE), **self.channels(inputs, dependencies))
        return self.step("CountEvents", arguments, dependencies, enable_caching)


class JoinEventsStepBuilder(JobBase):
    def create_step(self, inputs: Any = None, dependencies: Any = None, enable_caching: Any = None) -> ProcessingStep:
        processor = PySparkProcessor(framework_version=self.config.spark_version, **self.job())
        arguments = processor.run(submit_app=str(CODE / "embed.py"), **self.channels(inputs, dependencies))
        return self.step("JoinEvents", arguments, dependencies, enable_caching)
