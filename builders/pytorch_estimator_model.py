"""PyTorch models from the estimator that trained them (Pattern B)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.pytorch.estimator import PyTorch
from sagemaker.session import Session
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.steps import CreateModelStep

from cursus_tester.contract.configs import EstimatorModelConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v2.estimator_model import EstimatorModelStepBuilder
from specs.pytorch_estimator_model import PYTORCH_ESTIMATOR_MODEL_SPECIFICATION


@register_builder()
class PyTorchEstimatorModelStepBuilder(EstimatorModelStepBuilder):
    """Builds a step that serves a network with its estimator's framework version, Python version and VPC.

    The image reads code only from ``code/`` in the model archive. The SDK puts it there: at build time into an archive
    given as an ``s3://`` URI, and in a repack step into the output of a training step. It adds the repack step only
    under a ``PipelineSession``; under a ``Session`` it would drop the code, so the builder raises.
    """

    config: EstimatorModelConfig
    estimator_class = PyTorch

    def __init__(
        self,
        config: EstimatorModelConfig,
        sagemaker_session: Session | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=PYTORCH_ESTIMATOR_MODEL_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def create_step(self, **kwargs: Any) -> CreateModelStep:
        """The CreateModel step, with a repack step before it when the archive is not trained yet.

        Args:
            **kwargs: ``dependencies`` with the training step, ``inputs``, ``model_data``; ``enable_caching`` is
                ignored with a warning.
        """
        options = self._read_options(kwargs)
        inputs = self._get_inputs(options.inputs)
        repack = self._needs_repack_step(inputs)
        model = self._create_model(self._get_trained_estimator(options.dependencies), inputs["model_data"])
        if repack:
            step_args = model.create(instance_type=self.config.instance_type, tags=self._get_tags())
            # The repack step is named after the model: a configured name could make it longer than 64 characters.
            model.name = self._get_content_name()
            step = ModelStep(name=self._get_step_name(), step_args=step_args, depends_on=options.dependencies).steps[-1]
        else:
            request = self._create_model_request(model)
            step = CreateModelStep(name=self._get_step_name(), step_args=request, depends_on=options.dependencies)
        return self._attach_specification(step)
