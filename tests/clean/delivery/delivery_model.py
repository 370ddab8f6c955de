"""Style: the config is imported for type checkers only; a region is forced, and said so."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost.model import XGBoostModel

if TYPE_CHECKING:
    from sagemaker.session import Session

    from .settings import DeliverySettings

logger = logging.getLogger(__name__)

SPEC = {
    "step_type": "CreateModel",
    "framework": "xgboost",
    "forced_region": "us-east-1",
    "dependencies": {
        "model_data": {
            "dependency_type": "model_artifacts",
            "required": True,
            "compatible_sources": ["XGBoostTraining"],
        }
    },
    "outputs": {"model_name": {"property_path": "properties.ModelName"}},
    "contract": {"required_env_vars": ["SAGEMAKER_PROGRAM"], "optional_env_vars": {"DELIVERY_ZONE": "EU"}},
}


class DeliveryModelStepBuilder:
    """Delivery times; the endpoint's account is in us-east-1."""

    def __init__(
        self,
        config: DeliverySettings,
        sagemaker_session: Session | None = None,
        role: str | None = None,
        registry_manager: Any = None,
        dependency_resolver: Any = None,
    ) -> None:
        for name in ("instance_type", "entry_point", "source_dir", "framework_version"):
            if not getattr(config, name, None):
                raise ValueError(f"config.{name} is missing")
        self.config = config
        self.session = sagemaker_session
        self.role = role
        self.spec = SPEC

    @property
    def step_name(self) -> str:
        return type(self).__name__.removesuffix("StepBuilder")

    def _get_image_uri(self) -> str:
        region = self.spec["forced_region"]
        if region != self.config.aws_region:
            logger.info("the image is that of %s, not of %s", region, self.config.aws_region)
        return image_uris.retrieve(
            framework="xgboost",
            region=region,
            version=self.config.framework_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def _environment(self) -> dict[str, str]:
        return {**self.spec["contract"]["optional_env_vars"], **self.config.env}

    def create_step(
        self,
        *,
        inputs: dict[str, Any] | None = None,
        model_data: Any = None,
        dependencies: list[Any] | None = None,
        enable_caching: bool = False,
    ) -> CreateModelStep:
        if not self.role:
            raise ValueError(f"{self.step_name}: role is missing")
        if enable_caching:
            logger.warning("%s: enable_caching is ignored, CreateModelStep has no cache", self.step_name)
        before = [*(dependencies or ())]
        explicit = {**(inputs or {}), **({} if model_data is None else {"model_data": model_data})}
        data = explicit.get("model_data")
        for step in before if data is None else ():
            if isinstance(step, TrainingStep):
                data = step.properties.ModelArtifacts.S3ModelArtifacts
        if data is None or data == "":
            raise ValueError(f"{self.step_name}: required input model_data not found")
        model = XGBoostModel(
            model_data=data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            image_uri=self._get_image_uri(),
            env=self._environment(),
            name=self.config.model_name,
            sagemaker_session=self.session,
        )
        step = CreateModelStep(name=self.step_name, model=model, depends_on=before)
        step._spec = self.spec
        return step
