"""Style: an attrs config, no base class, no registry, no specification. SKLearn."""

import logging
from typing import Any, Optional

import attrs
from sagemaker.image_uris import retrieve
from sagemaker.sklearn.model import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

LOG = logging.getLogger("credit_risk")


def _filled(instance, attribute, value):
    if not isinstance(value, str) or not value:
        raise ValueError(f"CreditRiskConfig.{attribute.name} is {value!r}, expected a non-empty string")


@attrs.frozen(kw_only=True)
class CreditRiskConfig:
    instance_type: str = attrs.field(validator=_filled)
    entry_point: str = attrs.field(validator=_filled)
    source_dir: str = attrs.field(validator=_filled)
    framework_version: str = attrs.field(default="1.2-1", validator=_filled)
    py_version: str = attrs.field(default="py3", validator=attrs.validators.in_(["py3"]))
    aws_region: str = attrs.field(default="us-east-1", validator=_filled)
    vpc_config: Optional[dict] = None


class CreditRiskModelStepBuilder:
    """One CreateModel step for the credit risk scorer."""

    STEP_NAME = "CreditRiskModel"

    def __init__(self, config: CreditRiskConfig, sagemaker_session=None, role: Optional[str] = None):
        self._config = config
        self._session = sagemaker_session
        self._role = role

    def create_step(
        self,
        inputs: Optional[dict] = None,
        model_data: Any = None,
        dependencies: Optional[list] = None,
        enable_caching: bool = False,
    ) -> CreateModelStep:
        if enable_caching:
            LOG.warning("CreateModelStep does not support caching, ignoring enable_caching")
        if self._role is None:
            raise ValueError("role is required to create a model")
        upstream = list(dependencies) if dependencies else []
        artifacts = self._artifacts(inputs or {}, model_data, upstream)
        config = self._config
        image = retrieve(
            framework="sklearn",
            region=config.aws_region,
            version=config.framework_version,
            py_version=config.py_version,
            instance_type=config.instance_type,
            image_scope="inference",
        )
        model = SKLearnModel(
            artifacts,
            self._role,
            config.entry_point,
            framework_version=config.framework_version,
            py_version=config.py_version,
            image_uri=image,
            source_dir=config.source_dir,
            sagemaker_session=self._session,
            vpc_config=dict(config.vpc_config) if config.vpc_config else None,
        )
        return CreateModelStep(name=self.STEP_NAME, model=model, depends_on=upstream)

    @staticmethod
    def _artifacts(inputs: dict, model_data: Any, upstream: list) -> Any:
        for candidate in (model_data, inputs.get("model_data")):
            if candidate is not None and candidate != "":
                return candidate
        for step in upstream:
            if isinstance(step, TrainingStep):
                return step.properties.ModelArtifacts.S3ModelArtifacts
        raise ValueError("model_data is missing: pass it, or a training step in dependencies")
