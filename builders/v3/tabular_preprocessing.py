"""Preprocessing of tables with scikit-learn, on SDK v3."""

from __future__ import annotations

from pathlib import Path

from sagemaker.core import image_uris
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.workflow.pipeline_context import PipelineSession

from cursus_tester.contract.configs import Text
from cursus_tester.contract.job_configs import ProcessingConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v3.processing import ProcessingStepBuilder
from specs.tabular_preprocessing import TABULAR_PREPROCESSING_SPECIFICATION


class TabularPreprocessingConfig(ProcessingConfig):
    """Config of the TabularPreprocessing step."""

    #: A version of scikit-learn's image, such as ``1.2-1``.
    framework_version: Text


@register_builder()
class TabularPreprocessingStepBuilder(ProcessingStepBuilder):
    """Builds a step that cleans a table and splits it, with the config's script."""

    config: TabularPreprocessingConfig

    def __init__(
        self,
        config: TabularPreprocessingConfig,
        sagemaker_session: PipelineSession | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=TABULAR_PREPROCESSING_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def validate_configuration(self) -> None:
        """Raise on a missing field and on a framework version that the specification does not list."""
        self._require_fields("instance_type", "entry_point", "source_dir", "framework_version")
        self._check_framework_version()

    def _get_image_uri(self) -> str:
        """The SDK's image for scikit-learn, in the session's region."""
        image_uri: str = image_uris.retrieve(
            framework="sklearn",
            region=self.session.boto_region_name,
            version=self.config.framework_version,
            py_version="py3",
            instance_type=self.config.instance_type,
        )
        return image_uri

    def _create_processor(self) -> ScriptProcessor:
        """The processor that runs the script in the SDK's image: SDK v3 has no class of its own for scikit-learn."""
        return ScriptProcessor(image_uri=self._get_image_uri(), command=["python3"], **self._get_processor_arguments())
