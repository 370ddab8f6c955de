"""XGBoost models from the estimator that trained them (Pattern B)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.session import Session
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost.estimator import XGBoost

from cursus_tester.contract.configs import EstimatorModelConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v2.estimator_model import EstimatorModelStepBuilder
from specs.xgboost_estimator_model import XGBOOST_ESTIMATOR_MODEL_SPECIFICATION


@register_builder()
class XGBoostEstimatorModelStepBuilder(EstimatorModelStepBuilder):
    """Builds a step that serves a booster with its estimator's framework version, image and VPC.

    The image downloads its code from ``SAGEMAKER_SUBMIT_DIRECTORY``, so the same request works under both kinds of
    session and with any model data.
    """

    config: EstimatorModelConfig
    estimator_class = XGBoost

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
            spec=XGBOOST_ESTIMATOR_MODEL_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def create_step(self, **kwargs: Any) -> CreateModelStep:
        """The CreateModel step.

        Args:
            **kwargs: ``dependencies`` with the training step, ``inputs``, ``model_data``; ``enable_caching`` is
                ignored with a warning.
        """
        options = self._read_options(kwargs)
        inputs = self._get_inputs(options.inputs)
        estimator = self._get_trained_estimator(options.dependencies)
        if self._is_isolated(estimator):
            self._refuse_isolation(inputs["model_data"])
        model = self._create_model(estimator, inputs["model_data"])
        request = self._create_model_request(model)
        step = CreateModelStep(name=self._get_step_name(), step_args=request, depends_on=options.dependencies)
        return self._attach_specification(step)
