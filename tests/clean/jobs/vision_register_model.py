"""Registers the vision model, repacked with its code."""

from dataclasses import dataclass
from typing import Any

from sagemaker.pytorch.model import PyTorchModel
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession


@dataclass(frozen=True)
class VisionRegistrationConfig:
    entry_point: str
    source_dir: str
    model_package_group_name: str
    framework_version: str = "2.1.0"
    py_version: str = "py310"

    def __post_init__(self) -> None:
        for name in ("entry_point", "source_dir", "model_package_group_name", "framework_version"):
            if not getattr(self, name):
                raise ValueError(f"{name} is empty")


class VisionRegisterModelStepBuilder:
    def __init__(
        self,
        config: VisionRegistrationConfig,
        sagemaker_session: PipelineSession | None = None,
        role: str | None = None,
    ) -> None:
        if not role:
            raise ValueError("VisionRegisterModelStepBuilder needs a role")
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, model_data: Any = None, dependencies: list[Any] | None = None) -> ModelStep:
        if not model_data:
            raise ValueError("model_data is required")
        model = PyTorchModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self.config.source_dir,
            framework_version=self.config.framework_version,
            py_version=self.config.py_version,
            sagemaker_session=self.session,
            name="vision",
        )
        step_args = model.register(
            content_types=["application/x-image"],
            response_types=["application/json"],
            inference_instances=["ml.g4dn.xlarge"],
            model_package_group_name=self.config.model_package_group_name,
        )
        return ModelStep(name="VisionRegisterModel", step_args=step_args, depends_on=list(dependencies or []))
