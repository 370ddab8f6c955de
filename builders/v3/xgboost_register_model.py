"""Registration of XGBoost models with their inference code, on SDK v3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder

from cursus_tester.contract.configs import RegistrationConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v3.inference_code import inference_code
from cursus_tester.contract.v3.register_model import RegisterModelStepBuilder
from specs.xgboost_register_model import XGBOOST_REGISTER_MODEL_SPECIFICATION


@register_builder()
class XGBoostRegisterModelStepBuilder(RegisterModelStepBuilder):
    """Builds a step that registers a booster as a version of its group.

    The SDK packs the script into the model archive: at once where the archive is in S3, by a step of its own where the
    pipeline makes it.
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

    def _get_image_uri(self) -> str:
        """The inference image, in the session's region, where the package is registered."""
        session: Any = self.session
        image_uri: str = image_uris.retrieve(
            framework="xgboost",
            region=session.boto_region_name,
            version=self.config.framework_version,
            py_version="py3",
            instance_type=self.config.inference_instances[0],
            image_scope="inference",
        )
        return image_uri

    def _create_model(self, model_data: Any) -> ModelBuilder:
        """The model with its inference code, under a name that changes with the code."""
        model = ModelBuilder(
            image_uri=self._get_image_uri(),
            s3_model_data_url=model_data,
            source_code=inference_code(self._get_source_dir(), self.config.entry_point),
            env_vars=self._get_environment_variables(),
            role_arn=self.role,
            sagemaker_session=self.session,
        )
        # register() takes no name, and without one each definition uploads elsewhere (sagemaker-serve 1.27.0).
        model.model_name = self._get_model_name(model_data)
        return model

    def create_step(self, **kwargs: Any) -> ModelStep:
        """The step that registers the model.

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
        return self._attach_specification(step)
