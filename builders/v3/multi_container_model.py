"""A preprocessing container followed by an XGBoost container, on SDK v3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.resources import Model
from sagemaker.core.shapes import ContainerDefinition
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder

from cursus_tester.contract.configs import ModelConfig, Text
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v3.model import ModelStepBuilder
from specs.v3.multi_container_model import MULTI_CONTAINER_MODEL_SPECIFICATION


class MultiContainerModelConfig(ModelConfig):
    """Config of the MultiContainerModel step. ``framework_version`` is XGBoost's."""

    #: The only Python version of the SKLearn and XGBoost images.
    py_version: str = "py3"
    aws_region: Text = "us-east-1"
    sklearn_version: Text = "1.2-1"
    #: Script of the preprocessing container; ``None``: both use the same script.
    preprocessing_entry_point: Text | None = None


@register_builder()
class MultiContainerModelStepBuilder(ModelStepBuilder):
    """Builds a step for two containers in a row: SKLearn prepares the features, XGBoost predicts.

    In the SDK, several containers are a list of models. It packs no code for them, so both archives already contain
    theirs. VPC, role and isolation are set on the ``ModelBuilder``: the SDK ignores those of its parts.
    """

    config: MultiContainerModelConfig

    def __init__(
        self,
        config: MultiContainerModelConfig,
        sagemaker_session: PipelineSession | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=MULTI_CONTAINER_MODEL_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def validate_configuration(self) -> None:
        """Raise on a missing field, an unlisted XGBoost version, and a Python version that no image has."""
        self._require_fields("instance_type", "entry_point", "framework_version", "sklearn_version")
        self._check_framework_version()
        if self.config.py_version != "py3":
            raise ValueError(
                f"MultiContainerModelStepBuilder: config.py_version is {self.config.py_version!r}, expected 'py3', the "
                "only one that SKLearn and XGBoost images have"
            )

    def _get_image_uri(self) -> str:
        """The XGBoost inference image."""
        image_uri: str = image_uris.retrieve(
            framework="xgboost",
            region=self.config.aws_region,
            version=self.config.framework_version,
            py_version=self.config.py_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )
        return image_uri

    def _get_preprocessing_image_uri(self) -> str:
        """The SKLearn inference image."""
        image_uri: str = image_uris.retrieve(
            framework="sklearn",
            region=self.config.aws_region,
            version=self.config.sklearn_version,
            py_version=self.config.py_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )
        return image_uri

    def _create_container(self, name: str, image_uri: str, model_data: Any, entry_point: str) -> Model:
        """One container, whose archive contains its code."""
        environment = {**self._get_packaged_environment_variables(), "SAGEMAKER_PROGRAM": entry_point}
        container = ContainerDefinition(image=image_uri, model_data_url=model_data, environment=environment)
        return Model(model_name=name, primary_container=container)

    def _create_model(self, model_data: Any, preprocessor_data: Any) -> ModelBuilder:
        """Both containers, in the order in which a request goes through them."""
        script = self.config.preprocessing_entry_point or self.config.entry_point
        preprocessing_image = self._get_preprocessing_image_uri()
        return ModelBuilder(
            model=[
                self._create_container("preprocessing", preprocessing_image, preprocessor_data, script),
                self._create_container("xgboost", self._get_image_uri(), model_data, self.config.entry_point),
            ],
            network=self._get_network(),
            instance_type=self.config.instance_type,
            role_arn=self.role,
            sagemaker_session=self.session,
        )

    def create_step(self, **kwargs: Any) -> ModelStep:
        """The model step.

        Args:
            **kwargs: ``inputs``, ``model_data``, ``preprocessor_data``, ``dependencies``; ``enable_caching`` is
                ignored with a warning.
        """
        options = self._read_options(kwargs)
        inputs = self._get_inputs(options.inputs)
        model = self._create_model(inputs["model_data"], inputs["preprocessor_data"])
        return self._create_step(model, self.config.model_name, options.dependencies)
