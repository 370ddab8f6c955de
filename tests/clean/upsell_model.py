"""Style: what the SDK looks up is kept for the process: cached functions, a constant that is retrieved on import."""

from __future__ import annotations

import functools
import logging
from typing import Any

from pydantic import BaseModel, Field
from sagemaker import image_uris
from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

logger = logging.getLogger(__name__)

#: Fails on import where the installed SDK does not know our version.
NEWEST_IMAGE = image_uris.retrieve("sklearn", "us-east-1", version="1.2-1", image_scope="inference")


@functools.lru_cache(maxsize=None)
def serving_image(region: str, version: str, instance_type: str) -> str:
    """The registry is read from disk on every call, so each answer is kept."""
    return image_uris.retrieve(
        "sklearn", region, version=version, py_version="py3", instance_type=instance_type, image_scope="inference"
    )


class UpsellConfig(BaseModel):
    instance_type: str = Field(min_length=1)
    entry_point: str = Field(min_length=1)
    source_dir: str = Field(min_length=1)
    framework_version: str = Field("1.2-1", min_length=1)
    region: str = Field("us-east-1", min_length=1)


class UpsellModelStepBuilder:
    """What to offer next."""

    def __init__(self, config: UpsellConfig, sagemaker_session: Any = None, role: str | None = None) -> None:
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role
        self.image_uri = serving_image(config.region, config.framework_version, config.instance_type)

    def create_step(
        self, inputs: Any = None, model_data: Any = None, dependencies: Any = None, enable_caching: bool = False
    ) -> CreateModelStep:
        if not self.role:
            raise ValueError("UpsellModelStepBuilder: no role was given")
        if enable_caching:
            logger.warning("CreateModelStep is never cached: enable_caching is ignored")
        steps = list(dependencies or [])
        model = SKLearnModel(
            model_data=self._artifacts(model_data, inputs or {}, steps),
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            py_version="py3",
            image_uri=self.image_uri,
            sagemaker_session=self.sagemaker_session,
        )
        return CreateModelStep(name="UpsellModel", model=model, depends_on=steps)

    @staticmethod
    def _artifacts(model_data: Any, inputs: Any, steps: list[Any]) -> Any:
        given = inputs.get("model_data") if model_data is None else model_data
        if given is None:
            given = next(
                (s.properties.ModelArtifacts.S3ModelArtifacts for s in steps if isinstance(s, TrainingStep)), ""
            )
        if given == "":
            raise ValueError("UpsellModelStepBuilder: input model_data is missing")
        return given
