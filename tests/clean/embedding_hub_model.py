"""Embeddings of a model of the Hugging Face hub: the container downloads it, there is no archive."""

import logging
from dataclasses import dataclass, field
from typing import Dict, Optional

from sagemaker.huggingface import HuggingFaceModel
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession

LOG = logging.getLogger("embeddings")


@dataclass(frozen=True)
class EmbeddingHubConfig:
    hub_id: str = "sentence-transformers/all-MiniLM-L6-v2"
    hub_task: str = "feature-extraction"
    instance_type: str = "ml.m5.xlarge"
    transformers_version: str = "4.26"
    pytorch_version: str = "1.13"
    py_version: str = "py39"
    env: Dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        for name in ("hub_id", "hub_task", "instance_type", "transformers_version", "pytorch_version", "py_version"):
            if not getattr(self, name):
                raise ValueError(f"EmbeddingHubConfig.{name} must be set")


class EmbeddingHubModelStepBuilder:
    """Made for pipelines: ModelStep wants a PipelineSession, and the annotation says so."""

    def __init__(
        self, config: EmbeddingHubConfig, session: Optional[PipelineSession] = None, role: Optional[str] = None
    ):
        self.config = config
        self.session = session
        self.role = role

    def create_step(self, dependencies=(), enable_caching=None, **ignored):
        if self.role is None:
            raise ValueError("no execution role given")
        if enable_caching:
            LOG.warning("enable_caching ignored, model steps have no cache")
        config = self.config
        model = HuggingFaceModel(
            role=self.role,
            env={"HF_MODEL_ID": config.hub_id, "HF_TASK": config.hub_task, **config.env},
            transformers_version=config.transformers_version,
            pytorch_version=config.pytorch_version,
            py_version=config.py_version,
            sagemaker_session=self.session,
        )
        made = ModelStep(
            name="Embeddings",
            step_args=model.create(instance_type=config.instance_type),
            depends_on=[*dependencies],
        )
        return made.steps[-1]
