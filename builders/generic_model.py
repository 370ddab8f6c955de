"""Models of any framework or in your own container (Pattern A)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker import image_uris
from sagemaker.model import Model
from sagemaker.session import Session
from sagemaker.workflow.steps import CreateModelStep

from cursus_tester.contract.configs import ModelConfig, Text
from cursus_tester.contract.create_model import CreateModelStepBuilder
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from specs.generic_model import GENERIC_MODEL_SPECIFICATION


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
class GenericModelStepBuilder(CreateModelStepBuilder):
    """Builds a step for a model archive that contains its inference code.

    Every serving image finds code under ``code/`` in the model archive when the environment points there. Nothing is
    packed or uploaded, so one builder works for all frameworks. The archive comes from a packaging step or from S3.
    """

    config: GenericModelConfig

    def __init__(
        self,
        config: GenericModelConfig,
        sagemaker_session: Session | None = None,
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

    def _create_model(self, model_data: Any) -> Model:
        """A plain ``Model``: there is no code for the SDK to pack."""
        return Model(
            model_data=model_data,
            role=self.role,
            image_uri=self._get_image_uri(),
            sagemaker_session=self.session,
            env=self._get_packaged_environment_variables(),
            name=self.config.model_name,
            vpc_config=self._get_vpc_config(),
            enable_network_isolation=self.config.enable_network_isolation,
        )

    def create_step(self, **kwargs: Any) -> CreateModelStep:
        """The CreateModel step.

        Args:
            **kwargs: ``inputs``, ``model_data``, ``dependencies``; ``enable_caching`` is ignored with a warning.
        """
        options = self._read_options(kwargs)
        model = self._create_model(self._get_inputs(options.inputs)["model_data"])
        step = CreateModelStep(name=self._get_step_name(), model=model, depends_on=options.dependencies)
        return self._attach_specification(step)
