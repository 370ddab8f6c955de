"""Style: a config that only a factory can make (``cursus-tester.toml`` names it); templates fill in the step."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sagemaker import image_uris
from sagemaker.sklearn.model import SKLearnModel
from sagemaker.workflow.entities import PipelineVariable
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

logger = logging.getLogger(__name__)


def fingerprint(instance_type: str, entry_point: str, source_dir: str) -> str:
    """What a reviewed deployment is recognized by."""
    return hashlib.sha256("|".join((instance_type, entry_point, source_dir)).encode()).hexdigest()


@dataclass(frozen=True)
class ReviewedConfig:
    """A deployment that was reviewed: nobody changes it without a new fingerprint."""

    instance_type: str
    entry_point: str
    source_dir: str
    reviewed: str
    region: str = "us-east-1"

    def __post_init__(self) -> None:
        for name in ("instance_type", "entry_point", "source_dir", "reviewed", "region"):
            if not getattr(self, name):
                raise ValueError(f"{name} is missing")
        if self.reviewed != fingerprint(self.instance_type, self.entry_point, self.source_dir):
            raise ValueError("reviewed does not fit the rest: have the config reviewed again")


class LoyaltyModelStepBuilder:
    """Loyalty points by purchase."""

    def __init__(
        self,
        config: ReviewedConfig,
        sagemaker_session: Any = None,
        role: str | None = None,
        registry_manager: Any = None,
        dependency_resolver: Any = None,
    ) -> None:
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role
        self.registry_manager = registry_manager
        self.dependency_resolver = dependency_resolver

    def create_step(
        self,
        *,
        model_data: str | PipelineVariable | None = None,
        inputs: Mapping[str, Any] | None = None,
        dependencies: list[Any] | None = None,
        enable_caching: bool = False,
    ) -> CreateModelStep:
        if not self.role:
            raise ValueError("LoyaltyModelStepBuilder: role is missing")
        if enable_caching:
            logger.warning("LoyaltyModel: enable_caching is ignored, CreateModelStep has no cache")
        explicit = (inputs or {}).get("model_data") if model_data is None else model_data
        trained = [step for step in dependencies or () if isinstance(step, TrainingStep)]
        if explicit is None and trained:
            explicit = trained[0].properties.ModelArtifacts.S3ModelArtifacts
        if explicit is None or explicit == "":
            raise ValueError("LoyaltyModel: model_data is required")
        image = image_uris.retrieve(
            framework="sklearn",
            region=self.config.region,
            version="1.2-1",
            py_version="py3",
            instance_type=self.config.instance_type,
            image_scope="inference",
        )
        model = SKLearnModel(
            model_data=explicit,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version="1.2-1",
            py_version="py3",
            image_uri=image,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(name="LoyaltyModel", model=model, depends_on=list(dependencies or []))
