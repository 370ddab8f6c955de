"""XGBoost models from artifacts (Pattern A)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker import image_uris
from sagemaker.session import Session
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost.model import XGBoostModel

from cursus_tester.contract.configs import CreateModelConfig
from cursus_tester.contract.create_model import CreateModelStepBuilder
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from specs.xgboost_model import XGBOOST_MODEL_SPECIFICATION


class XGBoostModelConfig(CreateModelConfig):
    """Config of the XGBoostModel step."""

    #: The only Python version of the XGBoost images.
    py_version: str = "py3"


@register_builder()
class XGBoostModelStepBuilder(CreateModelStepBuilder):
    """Builds a step that serves a booster with an inference script.

    The image downloads its code from ``SAGEMAKER_SUBMIT_DIRECTORY``, so the archive does not change and model data may
    be a URI, a parameter or the output of a step. The image is the one of us-east-1, whatever the region.
    """

    config: XGBoostModelConfig

    def __init__(
        self,
        config: XGBoostModelConfig,
        sagemaker_session: Session | None = None,
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

    def _create_model(self, model_data: Any) -> XGBoostModel:
        """The model. An isolated container cannot download code, so the SDK puts it into the archive."""
        if self.config.enable_network_isolation:
            self._refuse_isolation(model_data)
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
            name=self._get_model_name(model_data),
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
