"""Style: a base class of the team's own, dataclass configs, specifications of its own with ``required_env_vars``."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost import XGBoostModel

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Contract:
    entry_point: str
    required_env_vars: list[str] = field(default_factory=list)
    optional_env_vars: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dependency:
    logical_name: str
    dependency_type: str
    compatible_sources: list[str]
    required: bool = True


@dataclass(frozen=True)
class Output:
    logical_name: str
    property_path: str


@dataclass(frozen=True)
class Specification:
    step_type: str
    dependencies: dict[str, Dependency]
    outputs: dict[str, Output]
    contract: Contract
    framework: str | None = None


CHURN_SPEC = Specification(
    step_type="CreateModel",
    framework="xgboost",
    dependencies={
        "model_data": Dependency(
            logical_name="model_data", dependency_type="model_artifacts", compatible_sources=["XGBoostTraining"]
        )
    },
    outputs={"model_name": Output(logical_name="model_name", property_path="properties.ModelName")},
    contract=Contract(
        entry_point="inference.py",
        required_env_vars=["CHURN_THRESHOLD"],
        optional_env_vars={"LOG_LEVEL": "INFO"},
    ),
)


@dataclass
class ChurnModelConfig:
    instance_type: str
    entry_point: str
    source_dir: str
    framework_version: str = "1.7-1"
    region: str = "us-east-1"
    churn_threshold: float = 0.5
    env: dict[str, str] = field(default_factory=dict)
    # What the step that deploys the model reads of the same config.
    endpoint_env: dict[str, str] = field(default_factory=dict)
    endpoint_instance_type: str = "ml.m5.xlarge"

    def __post_init__(self) -> None:
        for name in ("instance_type", "entry_point", "source_dir", "framework_version", "region"):
            if not getattr(self, name):
                raise ValueError(f"ChurnModelConfig.{name} must not be empty")


class TeamStepBuilderBase(ABC):
    """What all of our steps have in common."""

    def __init__(self, config, spec, sagemaker_session=None, role=None):
        self.config = config
        self.spec = spec
        self.sagemaker_session = sagemaker_session
        self.role = role
        self.validate_configuration()

    @abstractmethod
    def validate_configuration(self) -> None: ...

    @abstractmethod
    def _get_inputs(self, inputs: dict[str, Any]) -> dict[str, Any]: ...

    @abstractmethod
    def _get_outputs(self, outputs: dict[str, Any]) -> Any: ...

    @abstractmethod
    def create_step(self, **kwargs: Any) -> Any: ...

    def _get_environment_variables(self) -> dict[str, str]:
        contract = self.spec.contract
        variables = dict(contract.optional_env_vars)
        for name in contract.required_env_vars:
            variables[name] = str(getattr(self.config, name.lower()))
        variables.update(self.config.env)
        return variables

    def inputs_from(self, dependencies) -> dict[str, Any]:
        found = {}
        for step in dependencies:
            for name, dependency in self.spec.dependencies.items():
                if isinstance(step, TrainingStep) and any(s in step.name for s in dependency.compatible_sources):
                    found[name] = step.properties.ModelArtifacts.S3ModelArtifacts
        return found


class ChurnModelStepBuilder(TeamStepBuilderBase):
    """Churn scores from the booster that the training step fitted."""

    def __init__(
        self,
        config: ChurnModelConfig,
        sagemaker_session=None,
        role=None,
        registry_manager=None,
        dependency_resolver=None,
    ):
        super().__init__(config, CHURN_SPEC, sagemaker_session, role)
        self.registry_manager = registry_manager
        self.dependency_resolver = dependency_resolver

    def validate_configuration(self) -> None:
        if not 0 <= self.config.churn_threshold <= 1:
            raise ValueError(f"churn_threshold is {self.config.churn_threshold}, expected 0 to 1")

    def _get_inputs(self, inputs):
        for name, dependency in self.spec.dependencies.items():
            if dependency.required and (inputs.get(name) is None or inputs.get(name) == ""):
                raise ValueError(f"required input '{name}' not found")
        return {name: inputs[name] for name in self.spec.dependencies if name in inputs}

    def _get_outputs(self, outputs):
        return None

    def _get_image_uri(self) -> str:
        return image_uris.retrieve(
            "xgboost",
            region=self.config.region,
            version=self.config.framework_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def _create_model(self, model_data) -> XGBoostModel:
        return XGBoostModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            image_uri=self._get_image_uri(),
            env=self._get_environment_variables(),
            sagemaker_session=self.sagemaker_session,
        )

    def create_step(self, *, inputs=None, model_data=None, dependencies=None, enable_caching=False) -> CreateModelStep:
        if not self.role:
            raise ValueError("ChurnModelStepBuilder needs an execution role")
        if enable_caching:
            logger.warning("enable_caching is ignored: a CreateModelStep cannot be cached")
        dependencies = list(dependencies or [])
        available = {**self.inputs_from(dependencies), **(inputs or {})}
        if model_data is not None:
            available["model_data"] = model_data
        model = self._create_model(self._get_inputs(available)["model_data"])
        step = CreateModelStep(name="ChurnModel", model=model, depends_on=dependencies)
        step._spec = self.spec
        return step
