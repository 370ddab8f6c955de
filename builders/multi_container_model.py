"""A preprocessing container followed by an XGBoost container (Pattern A)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker import image_uris
from sagemaker.pipeline import PipelineModel
from sagemaker.session import Session
from sagemaker.sklearn.model import SKLearnModel
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost.model import XGBoostModel

from cursus_tester.contract.configs import CreateModelConfig, Text
from cursus_tester.contract.create_model import CreateModelStepBuilder
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from specs.multi_container_model import MULTI_CONTAINER_MODEL_SPECIFICATION


class MultiContainerModelConfig(CreateModelConfig):
    """Config of the MultiContainerModel step. ``framework_version`` is XGBoost's."""

    #: The only Python version of the SKLearn and XGBoost images.
    py_version: str = "py3"
    sklearn_version: Text = "1.2-1"
    #: Script of the preprocessing container; ``None``: both use the same script.
    preprocessing_entry_point: Text | None = None


@register_builder()
class MultiContainerModelStepBuilder(CreateModelStepBuilder):
    """Builds a step for two containers in a row: SKLearn prepares the features, XGBoost predicts.

    In the SDK, several containers are a ``PipelineModel``. Both images download their code from
    ``SAGEMAKER_SUBMIT_DIRECTORY``, so both archives may be outputs of steps. VPC, role and isolation are set on the
    ``PipelineModel``: the SDK ignores those of its parts.
    """

    config: MultiContainerModelConfig

    def __init__(
        self,
        config: MultiContainerModelConfig,
        sagemaker_session: Session | None = None,
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
        self._require_fields("instance_type", "entry_point", "source_dir", "framework_version", "sklearn_version")
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

    def _create_model(self, model_data: Any, preprocessor_data: Any) -> PipelineModel:
        """Both containers, in the order in which a request goes through them."""
        if self.config.enable_network_isolation:
            self._refuse_isolation(model_data, preprocessor_data)
        return PipelineModel(
            models=[self._create_preprocessing_model(preprocessor_data), self._create_xgboost_model(model_data)],
            role=self.role,
            sagemaker_session=self.session,
            name=self.config.model_name,
            vpc_config=self._get_vpc_config(),
            enable_network_isolation=self.config.enable_network_isolation,
        )

    def _create_preprocessing_model(self, preprocessor_data: Any) -> SKLearnModel:
        entry_point = self.config.preprocessing_entry_point or self.config.entry_point
        name = self._get_content_name(preprocessor_data, entry_points=(entry_point,))
        return SKLearnModel(
            model_data=preprocessor_data,
            role=self.role,
            entry_point=entry_point,
            source_dir=self._get_source_dir(),
            framework_version=self.config.sklearn_version,
            py_version=self.config.py_version,
            image_uri=self._get_preprocessing_image_uri(),
            sagemaker_session=self.session,
            env=self._get_environment_variables(),
            name=f"preprocessing-{name}",
            enable_network_isolation=self.config.enable_network_isolation,
        )

    def _create_xgboost_model(self, model_data: Any) -> XGBoostModel:
        return XGBoostModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self._get_source_dir(),
            framework_version=self.config.framework_version,
            py_version=self.config.py_version,
            image_uri=self._get_image_uri(),
            sagemaker_session=self.session,
            env=self._get_environment_variables(),
            name=f"xgboost-{self._get_content_name(model_data)}",
            enable_network_isolation=self.config.enable_network_isolation,
        )

    def create_step(self, **kwargs: Any) -> CreateModelStep:
        """The CreateModel step.

        Args:
            **kwargs: ``inputs``, ``model_data``, ``preprocessor_data``, ``dependencies``; ``enable_caching`` is
                ignored with a warning.
        """
        options = self._read_options(kwargs)
        inputs = self._get_inputs(options.inputs)
        model = self._create_model(inputs["model_data"], inputs["preprocessor_data"])
        step = CreateModelStep(name=self._get_step_name(), model=model, depends_on=options.dependencies)
        return self._attach_specification(step)
