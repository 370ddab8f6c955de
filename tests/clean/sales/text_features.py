"""Features of texts: a folder of code in PyTorch's image."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.pytorch.processing import PyTorchProcessor
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig, ProcessingStep


@dataclass
class TextFeaturesConfig:
    instance_type: str = "ml.m5.xlarge"
    framework_version: str = "2.1"
    py_version: str = "py310"
    script: str = "embed.py"


class TextFeaturesStepBuilder:
    def __init__(self, config: TextFeaturesConfig, sagemaker_session: PipelineSession, role: str) -> None:
        for name in ("instance_type", "framework_version"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        if not role:
            raise ValueError("role is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, *, inputs: dict[str, Any], enable_caching: bool = True) -> ProcessingStep:
        if not inputs or inputs.get("texts") in (None, ""):
            raise ValueError("input 'texts' is missing")
        processor = PyTorchProcessor(
            framework_version=self.config.framework_version,
            py_version=self.config.py_version,
            role=self.role,
            instance_type=self.config.instance_type,
            instance_count=1,
            sagemaker_session=self.session,
        )
        return ProcessingStep(
            "TextFeatures",
            step_args=processor.run(
                code=self.config.script,
                source_dir=str(Path(__file__).parent / "training_code"),
                inputs=[ProcessingInput(source=inputs["texts"], destination="/opt/ml/processing/texts")],
                outputs=[ProcessingOutput(output_name="vectors", source="/opt/ml/processing/vectors")],
            ),
            cache_config=CacheConfig(enable_caching=enable_caching, expire_after="P7D"),
        )
