"""Credit limits: what the assembling pipeline varies by run, it hands over as its own parameters in the config."""

import logging
from dataclasses import dataclass, field
from typing import Any, Dict

from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow.functions import Join
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

logger = logging.getLogger(__name__)


@dataclass
class Limits:
    floor: Any = field(default_factory=lambda: ParameterString("LimitFloor", default_value="100"))
    table: Any = field(
        default_factory=lambda: Join(on="/", values=[ParameterString("TableRoot", "s3://credit/tables"), "limits.csv"])
    )


@dataclass
class CreditLimitConfig:
    entry_point: str
    source_dir: str
    framework_version: str = "1.2-1"
    limits: Limits = field(default_factory=Limits)
    env: Dict[str, Any] = field(default_factory=dict)


class CreditLimitModelStepBuilder:
    def __init__(self, config: CreditLimitConfig, sagemaker_session=None, role=None):
        for name in ("entry_point", "source_dir", "framework_version"):
            if not getattr(config, name):
                raise ValueError(f"config.{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, **kwargs) -> CreateModelStep:
        if not self.role:
            raise ValueError("role is missing")
        if kwargs.get("enable_caching"):
            logger.warning("caching is ignored")
        dependencies = list(kwargs.get("dependencies") or [])
        archive = kwargs.get("model_data")
        if archive is None:
            archive = (kwargs.get("inputs") or {}).get("model_data")
        for step in dependencies:
            if archive is None and isinstance(step, TrainingStep):
                archive = step.properties.ModelArtifacts.S3ModelArtifacts
        if archive is None or (isinstance(archive, str) and not archive):
            raise ValueError("model_data is missing")
        limits = self.config.limits
        model = SKLearnModel(
            model_data=archive,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            env={"LIMIT_FLOOR": limits.floor, "LIMIT_TABLE": limits.table, **self.config.env},
            sagemaker_session=self.session,
        )
        return CreateModelStep(name="CreditLimit", model=model, depends_on=dependencies)
