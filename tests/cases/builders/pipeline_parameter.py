"""A threshold that whoever assembles the pipeline declares as its parameter, and puts into the config."""

import logging
from dataclasses import dataclass, field
from typing import Any

from sagemaker.inputs import CreateModelInput
from sagemaker.sklearn import SKLearnModel
from sagemaker.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.workflow.steps import CreateModelStep, TrainingStep

log = logging.getLogger(__name__)
THRESHOLD = ParameterString("Threshold", default_value="0.5")
NUMBER = ParameterFloat("Limit", default_value=0.5)


@dataclass
class ThresholdConfig:
    entry_point: str
    source_dir: str
    instance_type: str = "ml.m5.large"
    framework_version: str = "1.2-1"
    threshold: Any = field(default_factory=lambda: THRESHOLD)


@dataclass
class NumberConfig(ThresholdConfig):
    threshold: Any = field(default_factory=lambda: NUMBER)


@dataclass
class VariablesConfig:
    entry_point: str = "inference.py"
    source_dir: str = "src"
    instance_type: str = "ml.m5.large"
    framework_version: str = "1.2-1"
    env: dict[str, Any] = field(default_factory=dict)


def variables_config() -> VariablesConfig:
    """What the team's pipeline makes."""
    return VariablesConfig(env={"ALERT_THRESHOLD": THRESHOLD})


class _Alert:
    def __init__(self, config: ThresholdConfig, sagemaker_session=None, role=None):
        for name in ("entry_point", "source_dir", "instance_type", "framework_version"):
            if not getattr(config, name):
                raise ValueError(f"{name} is missing")
        self.config, self.session, self.role = config, sagemaker_session, role

    def _environment(self):
        return {"ALERT_THRESHOLD": self.config.threshold}

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("a role is needed")
        if enable_caching:
            log.warning("enable_caching is ignored: a CreateModel step has no cache")
        steps = list(dependencies or [])
        archive = model_data or (inputs or {}).get("model_data")
        for step in steps if archive is None else ():
            if isinstance(step, TrainingStep):
                archive = step.properties.ModelArtifacts.S3ModelArtifacts
        if archive is None or (isinstance(archive, str) and not archive):
            raise ValueError("model_data is missing")
        config = self.config
        model = SKLearnModel(
            model_data=archive,
            role=self.role,
            entry_point=config.entry_point,
            source_dir=config.source_dir,
            framework_version=config.framework_version,
            env=self._environment(),
            sagemaker_session=self.session,
        )
        asked = CreateModelInput(instance_type=config.instance_type)
        return CreateModelStep(name="Alert", model=model, inputs=asked, depends_on=steps)


class DefaultThresholdModelStepBuilder(_Alert):
    """The config's own default is the parameter."""


class CallersThresholdModelStepBuilder(_Alert):
    """The caller's config holds it in its environment."""

    def __init__(self, config: VariablesConfig, sagemaker_session=None, role=None):
        super().__init__(config, sagemaker_session, role)

    def _environment(self):
        return dict(self.config.env)


class NumberThresholdModelStepBuilder(_Alert):
    """A number, which no environment holds."""

    def __init__(self, config: NumberConfig, sagemaker_session=None, role=None):
        super().__init__(config, sagemaker_session, role)


class UndeclaredThresholdModelStepBuilder(_Alert):
    """A parameter of the builder's own, which no pipeline declares."""

    def _environment(self):
        return {"ALERT_THRESHOLD": ParameterString("OwnThreshold", default_value="0.5")}
