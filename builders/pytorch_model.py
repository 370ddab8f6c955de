"""PyTorch models from artifacts (Pattern A)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker import image_uris
from sagemaker.pytorch.model import PyTorchModel
from sagemaker.session import Session
from sagemaker.workflow import is_pipeline_variable
from sagemaker.workflow.steps import CreateModelStep

from cursus_tester.contract.configs import CreateModelConfig
from cursus_tester.contract.create_model import CreateModelStepBuilder
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from specs.pytorch_model import PYTORCH_MODEL_SPECIFICATION


@register_builder()
class PyTorchModelStepBuilder(CreateModelStepBuilder):
    """Builds a step for a network whose archive contains its inference code.

    The image reads code only from ``code/`` in the model archive. The SDK packs the code into an archive given as an
    ``s3://`` URI. An archive that the pipeline run provides must already contain it. A training step's archive never
    does: use a packaging step, or PyTorchEstimatorModelStepBuilder.
    """

    config: CreateModelConfig

    def __init__(
        self,
        config: CreateModelConfig,
        sagemaker_session: Session | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=PYTORCH_MODEL_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def validate_configuration(self) -> None:
        """Raise on a missing field and on an unlisted framework version."""
        self._require_fields("instance_type", "entry_point", "source_dir", "framework_version")
        self._check_framework_version()

    def _get_image_uri(self) -> str:
        """The inference image for the GPU or CPU of the instance type."""
        image_uri: str = image_uris.retrieve(
            framework="pytorch",
            region=self.config.aws_region,
            version=self.config.framework_version,
            py_version=self.config.py_version,
            instance_type=self.config.instance_type,
            image_scope="inference",
        )
        return image_uri

    def _create_model(self, model_data: Any) -> PyTorchModel:
        """The model. With a packaged archive it gets no local code: the SDK would drop it or raise (2.257.7)."""
        packaged = is_pipeline_variable(model_data)
        return PyTorchModel(
            model_data=model_data,
            role=self.role,
            entry_point=None if packaged else self.config.entry_point,
            source_dir=None if packaged else self._get_source_dir(),
            framework_version=self.config.framework_version,
            py_version=self.config.py_version,
            image_uri=self._get_image_uri(),
            sagemaker_session=self.session,
            env=self._get_packaged_environment_variables(),
            name=self.config.model_name if packaged else self._get_model_name(model_data),
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
