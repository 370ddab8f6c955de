"""XGBoost training jobs that run a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.session import Session
from sagemaker.workflow.steps import TrainingStep
from sagemaker.xgboost.estimator import XGBoost

from cursus_tester.contract.job_configs import TrainingConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v2.training import TrainingStepBuilder
from specs.xgboost_training import XGBOOST_TRAINING_SPECIFICATION


@register_builder()
class XGBoostTrainingStepBuilder(TrainingStepBuilder):
    """Builds a step that trains with the config's script in the SDK's XGBoost image."""

    config: TrainingConfig

    def __init__(
        self,
        config: TrainingConfig,
        sagemaker_session: Session | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=XGBOOST_TRAINING_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def _create_estimator(self) -> XGBoost:
        """The estimator that runs the training script."""
        return XGBoost(
            **self._get_estimator_arguments(),
            py_version="py3",
        )

    def create_step(self, **kwargs: Any) -> TrainingStep:
        """The training step.

        Args:
            **kwargs: ``inputs``, ``dependencies``, ``enable_caching``.
        """
        options = self._read_options(kwargs)
        channels, estimator = self._get_channels(options.inputs), self._create_estimator()
        # Under a Session fit() would start the job (sagemaker 2.257.7).
        job: dict[str, Any] = (
            {"step_args": estimator.fit(inputs=channels)}
            if self._is_deferred
            else {"estimator": estimator, "inputs": channels}
        )
        step = TrainingStep(
            name=self._get_step_name(),
            **job,
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        training: TrainingStep = self._attach_specification(step)
        return training
