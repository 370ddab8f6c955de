"""Style: a platform's packages, bases re-exported by ``__init__``, pydantic specifications, a registry of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from platform_core import (
    DependencySpec,
    OutputSpec,
    ScriptContract,
    StepBuilderBase,
    StepSpecification,
    register_builder,
)
from pydantic import BaseModel, Field
from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep, Step
from sagemaker.xgboost import XGBoostModel

ETA_MODEL_SPEC = StepSpecification(
    step_type="CreateModel",
    dependencies={
        "model_data": DependencySpec(
            logical_name="model_data",
            dependency_type="model_artifacts",
            compatible_sources=["XGBoostTraining", "TrainingStep"],
            semantic_keywords=["model", "artifacts"],
        )
    },
    outputs={"model_name": OutputSpec(logical_name="model_name", property_path="properties.ModelName")},
    script_contract=ScriptContract(
        entry_point="inference.py",
        required_env_vars=["ETA_UNIT"],
        optional_env_vars={"ETA_QUANTILE": "0.9"},
    ),
)


class EtaModelConfig(BaseModel):
    """What a deployment chooses."""

    instance_type: str = Field(..., min_length=1)
    entry_point: str = Field(..., min_length=1)
    source_dir: str = Field(..., min_length=1)
    framework_version: str = Field("1.7-1", min_length=1)
    py_version: str = "py3"
    aws_region: str = Field("us-east-1", min_length=1)
    eta_unit: str = Field("minutes", min_length=1)
    env: dict[str, str] = Field(default_factory=dict)
    accelerator_type: str | None = None


@register_builder("CreateModel")
class EtaModelStepBuilder(StepBuilderBase):
    """Time of arrival."""

    def __init__(
        self,
        config: EtaModelConfig,
        sagemaker_session: Any = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: Any = None,
        dependency_resolver: Any = None,
    ):
        super().__init__(
            config=config,
            spec=ETA_MODEL_SPEC,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def validate_configuration(self) -> None:
        for name in ("instance_type", "entry_point", "source_dir", "framework_version"):
            if getattr(self.config, name, None) in (None, ""):
                raise ValueError(f"EtaModelConfig missing required attribute: {name}")

    def _get_image_uri(self) -> str:
        return image_uris.retrieve(
            framework="xgboost",
            region=self.config.aws_region,
            version=self.config.framework_version,
            py_version=self.config.py_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )

    def _get_environment_variables(self) -> dict[str, Any]:
        variables = super()._get_environment_variables()
        if self.config.env:
            variables.update(self.config.env)
        return variables

    def _get_inputs(self, inputs: dict[str, Any]) -> Any:
        if "model_data" not in inputs or inputs["model_data"] in (None, ""):
            raise ValueError("Required input 'model_data' not found")
        return inputs["model_data"]

    def _get_outputs(self, outputs: dict[str, Any]) -> None:
        return None

    def _create_model(self, model_data: Any) -> XGBoostModel:
        return XGBoostModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            py_version=self.config.py_version,
            image_uri=self._get_image_uri(),
            sagemaker_session=self.session,
            env=self._get_environment_variables(),
        )

    def create_step(self, **kwargs: Any) -> CreateModelStep:
        if not self.role:
            raise ValueError("EtaModelStepBuilder: role is missing")
        dependencies: list[Step] = list(self._extract_param(kwargs, "dependencies", []))
        inputs: dict[str, Any] = {}
        if dependencies:
            inputs.update(self.extract_inputs_from_dependencies(dependencies))
        inputs.update(self._extract_param(kwargs, "inputs", {}))
        if "model_data" in kwargs:
            inputs["model_data"] = kwargs["model_data"]
        if self._extract_param(kwargs, "enable_caching", False):
            self.log_warning("CreateModelStep does not support caching - ignoring enable_caching=True")
        if self.config.accelerator_type:
            self.log_warning("accelerator_type %s is ignored", self.config.accelerator_type)
        model = self._create_model(self._get_inputs(inputs))
        step = CreateModelStep(name=self._get_step_name(), model=model, depends_on=dependencies)
        setattr(step, "_spec", self.spec)  # noqa: B010
        return step
