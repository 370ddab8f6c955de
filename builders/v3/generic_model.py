"""Models of any framework or in your own container, on SDK v3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder

from cursus_tester.contract.configs import ModelConfig, Text
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v3.model import ModelStepBuilder
from specs.v3.generic_model import GENERIC_MODEL_SPECIFICATION


class GenericModelConfig(ModelConfig):
    """Config of the GenericModel step. ``entry_point`` is a script under ``code/`` in the model archive."""

    #: A framework of the SDK's image registry, such as ``pytorch``.
    framework: Text
    #: ``None``: the only Python version that the framework version's image has.
    py_version: str | None = None
    aws_region: Text = "us-east-1"
    #: Your own container image; ``None``: the framework's.
    image_uri: Text | None = None


@register_builder()
class GenericModelStepBuilder(ModelStepBuilder):
    """Builds a step for a model archive that contains its inference code.

    Every serving image finds code under ``code/`` in the model archive when the environment points there. Nothing is
    packed or uploaded, so one builder works for all frameworks. The archive comes from a packaging step or from S3.
    """

    config: GenericModelConfig

    def __init__(
        self,
        config: GenericModelConfig,
        sagemaker_session: PipelineSession | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=GENERIC_MODEL_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def validate_configuration(self) -> None:
        """Raise on a missing field."""
        self._require_fields("instance_type", "entry_point", "framework", "framework_version")

    def _get_image_uri(self) -> str:
        """The configured container image, or the framework's inference image."""
        if self.config.image_uri:
            return self.config.image_uri
        image_uri: str = image_uris.retrieve(
            framework=self.config.framework,
            region=self.config.aws_region,
            version=self.config.framework_version,
            py_version=self.config.py_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )
        return image_uri

    def _create_model(self, model_data: Any) -> ModelBuilder:
        """The model without ``source_code``: there is no code for the SDK to pack."""
        return ModelBuilder(
            image_uri=self._get_image_uri(),
            s3_model_data_url=model_data,
            env_vars=self._get_packaged_environment_variables(),
            network=self._get_network(),
            instance_type=self.config.instance_type,
            role_arn=self.role,
            sagemaker_session=self.session,
        )

    def create_step(self, **kwargs: Any) -> ModelStep:
        """The model step.

        Args:
            **kwargs: ``inputs``, ``model_data``, ``dependencies``; ``enable_caching`` is ignored with a warning.
        """
        options = self._read_options(kwargs)
        model = self._create_model(self._get_inputs(options.inputs)["model_data"])
        return self._create_step(model, self.config.model_name, options.dependencies)
