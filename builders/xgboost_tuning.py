"""Searches for the best hyperparameters of an XGBoost training script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.session import Session
from sagemaker.workflow.steps import TuningStep
from sagemaker.xgboost.estimator import XGBoost

from cursus_tester.contract.job_configs import TuningConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v2.tuning import TuningStepBuilder
from specs.xgboost_tuning import XGBOOST_TUNING_SPECIFICATION


@register_builder()
class XGBoostTuningStepBuilder(TuningStepBuilder):
    """Builds a step that trains with the config's script again and again, and keeps the best model."""

    config: TuningConfig

    def __init__(
        self,
        config: TuningConfig,
        sagemaker_session: Session | None = None,
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

    def _create_estimator(self) -> XGBoost:
        """The estimator that runs the training script."""
        return XGBoost(
            **self._get_estimator_arguments(),
            py_version="py3",
        )

    def create_step(self, **kwargs: Any) -> TuningStep:
        """The tuning step.

        Args:
            **kwargs: ``inputs``, ``dependencies``, ``enable_caching``.
        """
        options = self._read_options(kwargs)
        channels, tuner = self._get_channels(options.inputs), self._create_tuner(self._create_estimator())
        # Under a Session fit() would start the jobs (sagemaker 2.257.7).
        job: dict[str, Any] = (
            {"step_args": tuner.fit(inputs=channels)} if self._is_deferred else {"tuner": tuner, "inputs": channels}
        )
        step = TuningStep(
            name=self._get_step_name(),
            **job,
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        tuning: TuningStep = self._attach_specification(step)
        return tuning
