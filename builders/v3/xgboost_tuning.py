"""Searches for the best hyperparameters of an XGBoost training script, on SDK v3."""

from __future__ import annotations

from pathlib import Path

from sagemaker.core import image_uris
from sagemaker.core.workflow.pipeline_context import PipelineSession

from cursus_tester.contract.job_configs import TuningConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v3.tuning import TuningStepBuilder
from specs.xgboost_tuning import XGBOOST_TUNING_SPECIFICATION


@register_builder()
class XGBoostTuningStepBuilder(TuningStepBuilder):
    """Builds a step that trains with the config's script again and again, and keeps the best model."""

    config: TuningConfig

    def __init__(
        self,
        config: TuningConfig,
        sagemaker_session: PipelineSession | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=XGBOOST_TUNING_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def _get_image_uri(self) -> str:
        """The training image, in the session's region."""
        image_uri: str = image_uris.retrieve(
            framework="xgboost",
            region=self.session.boto_region_name,
            version=self.config.framework_version,
            py_version="py3",
            instance_type=self.config.instance_type,
            image_scope="training",
        )
        return image_uri
