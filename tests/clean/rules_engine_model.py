"""Style: a container of one's own that brings its code; the image is the config's, as the specification says."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Optional

from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)


class DependencyType(Enum):
    MODEL_ARTIFACTS = "model_artifacts"


@dataclass(frozen=True)
class Needed:
    logical_name: str
    dependency_type: DependencyType
    required: bool = True
    compatible_sources: tuple = ()


@dataclass(frozen=True)
class Provided:
    logical_name: str
    property_path: str


@dataclass(frozen=True)
class Spec:
    step_type: str
    dependencies: tuple
    outputs: tuple
    custom_container: bool = False


@dataclass(frozen=True)
class RulesEngineConfig:
    image_uri: str
    instance_type: str = "ml.m5.xlarge"
    region: Optional[str] = "us-east-1"
    env: Optional[dict] = None
    vpc_config: Optional[dict] = None
    model_name: Optional[str] = None

    def __post_init__(self):
        if not self.image_uri or not re.match(r"^\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com/", self.image_uri):
            raise ValueError(f"image_uri is {self.image_uri!r}, expected an image in ECR")
        if not self.instance_type:
            raise ValueError("instance_type must not be empty")


class RulesEngineModelStepBuilder:
    """Our own rules engine; the archive holds the compiled rules, the image everything that reads them."""

    spec = Spec(
        step_type="CreateModel",
        dependencies=(Needed("model_data", DependencyType.MODEL_ARTIFACTS, True, ("RulesTraining",)),),
        outputs=(Provided("model_name", "properties.ModelName"),),
        custom_container=True,
    )

    def __init__(self, config: RulesEngineConfig, sagemaker_session=None, role=None, dependency_resolver=None):
        self.config = replace(config)
        self.sagemaker_session = sagemaker_session
        self.role = role
        self.dependency_resolver = dependency_resolver

    def create_step(self, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if self.role is None or self.role == "":
            raise ValueError("the rules engine needs a role")
        if enable_caching:
            log.warning("enable_caching ignored, a CreateModelStep is never cached")
        upstream = list(dependencies or [])
        archive = self._first(model_data, (inputs or {}).get("model_data"), *self._trained(upstream))
        model = Model(
            image_uri=self.config.image_uri,
            model_data=archive,
            role=self.role,
            env=dict(self.config.env or {}),
            name=self.config.model_name,
            vpc_config=self._network(),
            sagemaker_session=self.sagemaker_session,
        )
        step = CreateModelStep(name="RulesEngineModel", model=model, depends_on=upstream)
        step._spec = self.spec
        return step

    def _network(self):
        return {key: list(value) for key, value in self.config.vpc_config.items()} if self.config.vpc_config else None

    @staticmethod
    def _first(*candidates: Any) -> Any:
        for candidate in candidates:
            if candidate is not None and candidate != "":
                return candidate
        raise ValueError("model_data is missing: give it, or a training step as dependency")

    @staticmethod
    def _trained(upstream):
        return [step.properties.ModelArtifacts.S3ModelArtifacts for step in upstream if isinstance(step, TrainingStep)]
