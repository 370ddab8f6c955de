"""Base class of the builders of steps that register a model, for either version of the SDK."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from cursus_tester.contract.builder_base import StepBuilderBase
from cursus_tester.contract.configs import RegistrationConfig
from cursus_tester.contract.inference_code import content_digest
from cursus_tester.contract.pipeline_objects import is_pipeline_variable

#: The file of metrics in the folder that an evaluation step writes.
METRICS_FILE = "evaluation.json"


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
