"""Registration of XGBoost models with their inference code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.xgboost.model import XGBoostModel

from cursus_tester.contract.configs import RegistrationConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v2.register_model import RegisterModelStepBuilder
from specs.xgboost_register_model import XGBOOST_REGISTER_MODEL_SPECIFICATION


@register_builder()
class XGBoostRegisterModelStepBuilder(RegisterModelStepBuilder):
    """Builds a step that registers a booster as a version of its group.

    The image downloads its code from ``SAGEMAKER_SUBMIT_DIRECTORY``, so the archive does not change. Under a plain
    ``Session`` the SDK would create group and package while the pipeline is built.
    """

    config: RegistrationConfig

    def __init__(
        self,
        config: RegistrationConfig,
        sagemaker_session: PipelineSession | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=XGBOOST_REGISTER_MODEL_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def _create_model(self, model_data: Any) -> XGBoostModel:
        """The model. Its class looks the image up, in the session's region."""
        return XGBoostModel(
            model_data=model_data,
            role=self.role,
            entry_point=self.config.entry_point,
            source_dir=self._get_source_dir(),
            framework_version=self.config.framework_version,
            py_version="py3",
            sagemaker_session=self.session,
            env=self._get_environment_variables(),
            name=self._get_model_name(model_data),
        )

    def create_step(self, **kwargs: Any) -> ModelStep:
        """The step, a collection of one.

        Args:
            **kwargs: ``inputs``, ``model_data``, ``dependencies``; ``enable_caching`` is ignored with a warning.
        """
        options, config = self._read_options(kwargs), self.config
        inputs = self._get_inputs(options.inputs)
        step_args = self._create_model(inputs["model_data"]).register(
            content_types=list(config.content_types),
            response_types=list(config.response_types),
            inference_instances=list(config.inference_instances),
            transform_instances=list(config.transform_instances),
            model_package_group_name=config.model_package_group_name,
            model_metrics=self._get_metrics(inputs.get("evaluation")),
            approval_status=config.approval_status,
        )
        step = ModelStep(name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies)
        registration: ModelStep = self._attach_specification(step)
        return registration
