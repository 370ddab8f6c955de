"""XGBoost models from artifacts, on SDK v3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.core import image_uris
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.model_builder import ModelBuilder

from cursus_tester.contract.configs import CreateModelConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v3.inference_code import inference_code
from cursus_tester.contract.v3.model import ModelStepBuilder
from specs.v3.xgboost_model import XGBOOST_MODEL_SPECIFICATION


class XGBoostModelConfig(CreateModelConfig):
    """Config of the XGBoostModel step."""

    #: The only Python version of the XGBoost images.
    py_version: str = "py3"


@register_builder()
class XGBoostModelStepBuilder(ModelStepBuilder):
    """Builds a step that serves a booster with an inference script.

    The SDK packs the script into the model archive: at once where the archive is in S3, by a step of its own where the
    pipeline makes it. The image is the one of us-east-1, whatever the region.
    """

    config: XGBoostModelConfig

    def __init__(
        self,
        config: XGBoostModelConfig,
        sagemaker_session: PipelineSession | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=XGBOOST_MODEL_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def validate_configuration(self) -> None:
        """Raise on a missing field, an unlisted framework version, and a Python version that no image has."""
        self._require_fields("instance_type", "entry_point", "source_dir", "framework_version")
        self._check_framework_version()
        if self.config.py_version != "py3":
            raise ValueError(
                f"XGBoostModelStepBuilder: config.py_version is {self.config.py_version!r}, expected 'py3', the only "
                "one that XGBoost images have"
            )

    def _get_image_uri(self) -> str:
        """The inference image, in the region that the specification forces."""
        region = self.spec.forced_region or self.config.aws_region
        if region != self.config.aws_region:
            self.log_info("Region %s is configured; the image is forced to %s", self.config.aws_region, region)
        image_uri: str = image_uris.retrieve(
            framework="xgboost",
            region=region,
            version=self.config.framework_version,
            py_version=self.config.py_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )
        return image_uri

    def _create_model(self, model_data: Any) -> ModelBuilder:
        """The model with its inference code."""
        return ModelBuilder(
            image_uri=self._get_image_uri(),
            s3_model_data_url=model_data,
            source_code=inference_code(self._get_source_dir(), self.config.entry_point),
            env_vars=self._get_environment_variables(),
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
        model_data = self._get_inputs(options.inputs)["model_data"]
        return self._create_step(self._create_model(model_data), self._get_model_name(model_data), options.dependencies)
