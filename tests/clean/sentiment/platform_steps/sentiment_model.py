"""Style: a template-method subclass, its base in another module of the package, relative imports. HuggingFace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sagemaker.huggingface import HuggingFaceModel
from sagemaker.image_uris import retrieve
from sagemaker.workflow.functions import Join
from sagemaker.workflow.steps import ProcessingStep

from .base import BaseModelStep


@dataclass(frozen=True)
class SentimentConfig:
    instance_type: str
    region: str = "us-east-1"
    transformers_version: str = "4.37.0"
    pytorch_version: str = "2.1.0"
    py_version: str = "py310"
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelSpecification:
    """What the step needs and gives."""

    step_type: str = "CreateModel"
    framework: str = "huggingface"
    dependencies: tuple[dict[str, Any], ...] = (
        {
            "logical_name": "model_data",
            "dependency_type": "model_artifacts",
            "required": True,
            "compatible_sources": ["PackagingStep"],
            "packaged": True,
        },
    )
    outputs: tuple[dict[str, str], ...] = ({"logical_name": "model_name", "property_path": "properties.ModelName"},)


class SentimentModelStepBuilder(BaseModelStep):
    """Sentiment of reviews; the archive comes packaged, with ``code/`` in it."""

    name = "SentimentModel"
    specification = ModelSpecification()

    def __init__(self, config: SentimentConfig, sagemaker_session: Any = None, role: str | None = None) -> None:
        super().__init__(config, sagemaker_session=sagemaker_session, role=role)

    def required_fields(self) -> tuple[str, ...]:
        return ("instance_type", "region", "transformers_version", "pytorch_version", "py_version")

    def archive_from(self, upstream: list[Any]) -> Any:
        for step in upstream:
            if isinstance(step, ProcessingStep):
                folder = step.properties.ProcessingOutputConfig.Outputs["model_data"].S3Output.S3Uri
                return Join(on="/", values=[folder, "model.tar.gz"])
        return None

    def _image(self) -> str:
        return retrieve(
            "huggingface",
            self.config.region,
            version=self.config.transformers_version,
            base_framework_version=f"pytorch{self.config.pytorch_version}",
            py_version=self.config.py_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def build_model(self, archive: Any) -> HuggingFaceModel:
        return HuggingFaceModel(
            model_data=archive,
            role=self.role,
            image_uri=self._image(),
            transformers_version=self.config.transformers_version,
            pytorch_version=self.config.pytorch_version,
            py_version=self.config.py_version,
            env={"HF_TASK": "text-classification", **self.config.env},
            sagemaker_session=self.session,
        )

    def finish(self, step):
        step._spec = self.specification
        return step
