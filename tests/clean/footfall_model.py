"""Style: a step class of the team's own, settings inside settings, two specifications in one module, a default region
that is not us-east-1, and an image that is cached by all that it depends on."""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from pydantic import BaseModel, Field
from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost.model import XGBoostModel

logger = logging.getLogger(__name__)

#: Of the step that publishes what this one makes.
CATALOGUE_SPEC = SimpleNamespace(step_type="Lambda", dependencies={"model_name": {"type": "text"}}, outputs={})
FOOTFALL_SPEC = SimpleNamespace(
    step_type="CreateModel",
    pattern="A",
    framework="xgboost",
    dependencies={"model_data": {"type": "model_artifacts", "compatible_sources": ["XGBoostTraining"]}},
    outputs={"model_name": {"property_path": "properties.ModelName"}},
)


@dataclass(frozen=True)
class Owner:
    team: str = "stores"


class OwnedCreateModelStep(CreateModelStep):
    """A step that knows whose it is."""

    def __init__(self, *, owner: Owner, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.owner = owner


class Serving(BaseModel):
    instance_type: str = Field("ml.m5.large", min_length=1)
    region: str = Field("eu-west-1", min_length=1)
    env: dict[str, str] = {}


class FootfallModelConfig(BaseModel):
    entry_point: str = Field(min_length=1)
    source_dir: str = Field(min_length=1)
    framework_version: str = Field("1.5-1", min_length=1)
    serving: Serving = Field(default_factory=Serving)


@functools.lru_cache
def serving_image(region: str, version: str, instance_type: str) -> str:
    return image_uris.retrieve("xgboost", region, version, instance_type=instance_type, image_scope="inference")


@dataclass
class FootfallModelStepBuilder:
    config: FootfallModelConfig
    sagemaker_session: Any = None
    role: str | None = None
    registry_manager: Any = None
    dependency_resolver: Any = None
    owner: Owner = field(default_factory=Owner)

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=None) -> CreateModelStep:
        if not self.role:
            raise ValueError("FootfallModel: the execution role is missing")
        if enable_caching:
            logger.warning("FootfallModel: enable_caching has no effect")
        step = OwnedCreateModelStep(
            owner=self.owner,
            name="FootfallModel",
            model=self.model(self.archive(model_data, dict(inputs or {}), dependencies or ())),
            depends_on=[*(dependencies or ())],
        )
        step._spec = FOOTFALL_SPEC
        return step

    def archive(self, model_data, inputs, dependencies):
        given = model_data if model_data is not None else inputs.get("model_data")
        trained = (each for each in dependencies if isinstance(each, TrainingStep))
        if given is None:
            given = next((each.properties.ModelArtifacts.S3ModelArtifacts for each in trained), None)
        if given is None or (isinstance(given, str) and not given):
            raise ValueError("FootfallModel: model_data is missing")
        return given

    def model(self, archive):
        serving = self.config.serving
        return XGBoostModel(
            model_data=archive,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            image_uri=serving_image(serving.region, self.config.framework_version, serving.instance_type),
            env=dict(serving.env),
            sagemaker_session=self.sagemaker_session,
        )
