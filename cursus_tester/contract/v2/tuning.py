"""Base class of the builders of tuning steps."""

from __future__ import annotations

from typing import Any, ClassVar

from sagemaker.estimator import Framework
from sagemaker.parameter import CategoricalParameter, ContinuousParameter, IntegerParameter
from sagemaker.tuner import HyperparameterTuner

from cursus_tester.contract.job_configs import TuningConfig
from cursus_tester.contract.v2.training import TrainingStepBuilder


class TuningStepBuilder(TrainingStepBuilder):
    """Base of the builders that search for the best hyperparameters of a training job."""

    step_type: ClassVar[str] = "Tuning"
    config: TuningConfig

    def _create_tuner(self, estimator: Framework) -> HyperparameterTuner:
        """The search that the config describes."""
        config = self.config
        return HyperparameterTuner(
            estimator=estimator,
            objective_metric_name=config.objective_metric_name,
            objective_type=config.objective_type,
            metric_definitions=[{"Name": config.objective_metric_name, "Regex": config.objective_regex}],
            hyperparameter_ranges=self._get_ranges(),
            strategy=config.strategy,
            max_jobs=config.max_jobs,
            max_parallel_jobs=config.max_parallel_jobs,
            tags=self._get_tags(),
        )

    def _get_ranges(self) -> dict[Any, Any]:
        """The ranges as the SDK takes them, by hyperparameter."""
        config = self.config
        categorical: Any = CategoricalParameter
        return {
            **{name: ContinuousParameter(*bounds) for name, bounds in config.continuous_ranges.items()},
            **{name: IntegerParameter(*bounds) for name, bounds in config.integer_ranges.items()},
            **{name: categorical(list(each)) for name, each in config.categorical_ranges.items()},
        }
