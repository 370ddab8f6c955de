"""Config and base class of the builders of steps that register a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from sagemaker.model_metrics import MetricsSource, ModelMetrics
from sagemaker.workflow import is_pipeline_variable
from sagemaker.workflow.functions import Join

from cursus_tester.contract.builder_base import StepBuilderBase
from cursus_tester.contract.configs import Text
from cursus_tester.contract.inference_code import content_digest

#: The file of metrics in the folder that an evaluation step writes.
METRICS_FILE = "evaluation.json"


class RegistrationConfig(BaseModel):
    """Config of the registration of a model with its inference code."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    #: The group of which the package is a version.
    model_package_group_name: Text
    #: The inference script, relative to its source directory.
    entry_point: Text
    #: Local folder with the inference code, or ``s3://…/sourcedir.tar.gz``.
    source_dir: Text
    #: A version of the SDK's image registry, such as ``1.7-1``.
    framework_version: Text
    #: What the model takes and answers, and where it may be deployed.
    content_types: list[str] = Field(default=["text/csv"], min_length=1)
    response_types: list[str] = Field(default=["text/csv"], min_length=1)
    inference_instances: list[str] = Field(default=["ml.m5.xlarge"], min_length=1)
    transform_instances: list[str] = Field(default=["ml.m5.xlarge"], min_length=1)
    approval_status: Literal["Approved", "PendingManualApproval", "Rejected"] = "PendingManualApproval"
    #: Environment variables of the container; they override the contract's.
    env: dict[str, str] = Field(default_factory=dict)


class RegisterModelStepBuilder(StepBuilderBase):
    """Base of the builders that register a model."""

    step_type: ClassVar[str] = "RegisterModel"
    config: RegistrationConfig

    def validate_configuration(self) -> None:
        """Raise on a missing field and on a framework version that the specification does not list."""
        self._require_fields("model_package_group_name", "entry_point", "source_dir", "framework_version")
        self._check_framework_version()

    def _announce(self, kwargs: Mapping[str, Any], unknown: list[str]) -> None:
        if self._extract_param(kwargs, "enable_caching", False):
            self.log_warning("steps that register a model do not support caching: enable_caching is ignored")
        super()._announce(kwargs, unknown)

    def _get_outputs(self, outputs: Mapping[str, Any]) -> None:
        """``None``: the step itself provides ``properties.ModelPackageArn``."""
        return None

    def _get_environment_variables(self) -> dict[str, Any]:
        """The contract's variables, overridden by ``config.env``."""
        return {**super()._get_environment_variables(), **self.config.env}

    def _get_model_name(self, model_data: object) -> str:
        """A name that changes with the code: the SDK uploads the code under it, and never sends it."""
        archive = () if is_pipeline_variable(model_data) else (str(model_data),)
        digest = content_digest(self._get_source_dir(), (self.config.entry_point,), self._get_step_name(), *archive)
        return f"model-{digest}"

    def _get_metrics(self, evaluation: Any) -> ModelMetrics | None:
        """The metrics that an evaluation step wrote; ``None`` without one."""
        if evaluation is None:
            return None
        file: Any = Join(on="/", values=[evaluation, METRICS_FILE])
        return ModelMetrics(model_statistics=MetricsSource(s3_uri=file, content_type="application/json"))
