"""Base class of the builders of CreateModel steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from cursus_tester.contract.builder_base import StepBuilderBase, StepOptions
from cursus_tester.contract.inference_code import content_digest
from cursus_tester.contract.pipeline_objects import TRAINING, is_pipeline_variable, referenced_steps, step_type
from cursus_tester.contract.resolver import is_named_source

#: The folder where serving containers unpack the code in the model archive.
CODE_IN_ARCHIVE = "/opt/ml/model/code"


class CreateModelStepBuilder(StepBuilderBase):
    """Base of the builders that create a model. Pattern B adds the trained estimator, SDK v3 its model builder."""

    step_type: ClassVar[str] = "CreateModel"

    def _read_options(self, kwargs: Mapping[str, Any]) -> StepOptions:
        """The keywords of ``create_step``, as in the base class.

        Raises:
            ValueError: An archive that needs inference code has none, or the base class raises.
        """
        options = super()._read_options(kwargs)
        self._refuse_archives_without_code(options)
        return options

    def _refuse_archives_without_code(self, options: StepOptions) -> None:
        for dependency in self.spec.dependencies:
            if not dependency.packaged:
                continue
            value = options.inputs.get(dependency.logical_name)
            for step in options.dependencies if value is None else referenced_steps(value):
                if step_type(step) == TRAINING and not is_named_source(dependency, step):
                    raise ValueError(
                        f"{type(self).__name__}: {dependency.logical_name} comes directly from the training step "
                        f"{step.name}, whose archive has no inference code, expected an archive with code/; add a "
                        "packaging step that puts code/ into the archive, or use the framework's "
                        "EstimatorModelStepBuilder"
                    )

    def _announce(self, kwargs: Mapping[str, Any], unknown: list[str]) -> None:
        if self._extract_param(kwargs, "enable_caching", False):
            self.log_warning("steps that create a model do not support caching: enable_caching is ignored")
        if self.config.accelerator_type:
            self.log_warning(
                "Elastic Inference was retired: accelerator_type %s is ignored", self.config.accelerator_type
            )
        if self.config.tags and self.spec.pattern == "A":
            self.log_warning("CreateModelStep(model=…) cannot pass tags on: they are ignored")
        super()._announce(kwargs, unknown)

    def _get_outputs(self, outputs: Mapping[str, Any]) -> None:
        """``None``: the step itself provides ``properties.ModelName``."""
        return None

    def _get_environment_variables(self) -> dict[str, Any]:
        """The contract's variables, overridden by ``config.env``. The SDK sets its own four over both."""
        variables = {**super()._get_environment_variables(), **self.config.env}
        self.log_info("Environment variables of the container: %s", sorted(variables))
        return variables

    def _get_packaged_environment_variables(self) -> dict[str, Any]:
        """The environment that points the container at the code inside its model archive."""
        return {
            **self._get_environment_variables(),
            "SAGEMAKER_PROGRAM": self.config.entry_point,
            "SAGEMAKER_SUBMIT_DIRECTORY": CODE_IN_ARCHIVE,
        }

    def _get_model_name(self, *model_data: object, entry_points: tuple[str, ...] = ()) -> str:
        """The configured name, or a name that changes with the code, the step and the archives to repack.

        The SDK uploads code under this name as a prefix; SageMaker Pipelines never sends it (sagemaker 2.257.7).
        """
        name: str | None = self.config.model_name
        return name or self._get_content_name(*model_data, entry_points=entry_points)

    def _get_content_name(self, *model_data: object, entry_points: tuple[str, ...] = ()) -> str:
        """A name of 22 characters made from the content of the code."""
        archives = [value for value in model_data if isinstance(value, str)]
        digest = content_digest(
            self._get_source_dir(), entry_points or (self.config.entry_point,), self._get_step_name(), *archives
        )
        return f"model-{digest}"

    def _refuse_isolation(self, *model_data: object) -> None:
        """Raise a ``ValueError`` when network isolation is on and the code cannot be put into the archive.

        An isolated container cannot download its code, and the SDK repacks only an archive that exists at build time.
        With a pipeline variable it drops ``ModelDataUrl`` or raises at compile time (sagemaker 2.257.7).
        """
        if any(is_pipeline_variable(value) for value in model_data):
            raise ValueError(
                f"{type(self).__name__}: enable_network_isolation does not work with model data that a pipeline run "
                "provides: the code cannot be packed into an archive that does not exist yet; pass model_data as an "
                "s3:// URI, or turn isolation off"
            )
