"""Style: a step class of the team's own, enums in the config, its own exception, keywords popped, warnings.warn."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sagemaker import image_uris
from sagemaker.workflow.retry import StepExceptionTypeEnum, StepRetryPolicy
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost import XGBoostModel


class BasketError(ValueError):
    """The basket model cannot be built like this."""


class Instance(str, Enum):
    SMALL = "ml.m5.large"
    LARGE = "ml.m5.4xlarge"


class BasketModelStep(CreateModelStep):
    """A model step that is tried again when the service is busy."""

    def __init__(self, name: str, model: Any, depends_on: list[Any]) -> None:
        again = StepRetryPolicy(exception_types=[StepExceptionTypeEnum.THROTTLING], max_attempts=3)
        super().__init__(
            name=name,
            model=model,
            depends_on=depends_on,
            retry_policies=[again],
            display_name="Basket model",
            description="What else goes into the basket",
        )


@dataclass(frozen=True)
class BasketConfig:
    entry_point: str
    source_dir: str
    instance: Instance = Instance.SMALL
    version: str = "1.7-1"
    region: str = "us-east-1"

    def __post_init__(self) -> None:
        for name in ("entry_point", "source_dir", "instance", "version", "region"):
            if not getattr(self, name):
                raise BasketError(f"{name} must be set")


class BasketModelStepBuilder:
    """Goods that are bought together."""

    def __init__(self, *, config: BasketConfig, sagemaker_session: Any = None, role: str | None = None) -> None:
        self.config = config
        self.sagemaker_session = sagemaker_session
        self.role = role

    def create_step(self, **options: Any) -> BasketModelStep:
        if not self.role:
            raise BasketError("role must be set")
        if options.pop("enable_caching", None):
            warnings.warn("enable_caching is ignored: a CreateModelStep is never cached", stacklevel=2)
        dependencies = list(options.pop("dependencies", None) or [])
        inputs = options.pop("inputs", None) or {}
        model_data = options.pop("model_data", None)
        if model_data is None:
            model_data = inputs.get("model_data")
        if model_data is None:
            model_data = self._trained(dependencies)
        if isinstance(model_data, str) and not model_data.startswith("s3://"):
            raise BasketError(f"model_data is {model_data!r}, expected an s3:// URI")
        instance, version = self.config.instance.value, self.config.version
        image = image_uris.retrieve(
            "xgboost", self.config.region, version, instance_type=instance, image_scope="inference"
        )
        model = XGBoostModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=version,
            image_uri=image,
            sagemaker_session=self.sagemaker_session,
        )
        return BasketModelStep("BasketModel", model, dependencies)

    def _trained(self, dependencies: list[Any]) -> Any:
        for step in dependencies:
            if isinstance(step, TrainingStep):
                return step.properties.ModelArtifacts.S3ModelArtifacts
        raise BasketError("model_data is neither given nor trained by a dependency")
