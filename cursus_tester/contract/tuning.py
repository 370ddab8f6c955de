"""Config and base class of the builders of tuning steps."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator
from sagemaker.estimator import Framework
from sagemaker.parameter import CategoricalParameter, ContinuousParameter, IntegerParameter
from sagemaker.tuner import HyperparameterTuner

from cursus_tester.contract.configs import Text
from cursus_tester.contract.job_configs import TrainingConfig
from cursus_tester.contract.training import TrainingStepBuilder


class TuningConfig(TrainingConfig):
    """Config of a search for the best hyperparameters of a training job."""

    #: The metric that is searched for, and the expression that finds it in the log, with one group.
    objective_metric_name: Text = "validation:loss"
    objective_regex: Text = r"validation-loss[:=]([0-9.]+)"
    objective_type: Literal["Maximize", "Minimize"] = "Minimize"
    strategy: Literal["Bayesian", "Random", "Hyperband"] = "Bayesian"
    #: What is searched, by hyperparameter: bounds, or categories.
    continuous_ranges: dict[str, tuple[float, float]] = Field(default_factory=lambda: {"learning_rate": (0.01, 0.3)})
    integer_ranges: dict[str, tuple[int, int]] = Field(default_factory=dict)
    categorical_ranges: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    max_jobs: int = Field(default=10, ge=1)
    max_parallel_jobs: int = Field(default=2, ge=1)

    @property
    def ranges(self) -> dict[str, Any]:
        """The ranges as the SDK takes them, by hyperparameter."""
        categorical: Any = CategoricalParameter
        return {
            **{name: ContinuousParameter(*bounds) for name, bounds in self.continuous_ranges.items()},
            **{name: IntegerParameter(*bounds) for name, bounds in self.integer_ranges.items()},
            **{name: categorical(list(each)) for name, each in self.categorical_ranges.items()},
        }

    @model_validator(mode="after")
    def _check_search(self) -> TuningConfig:
        # The SDK sends what it is given, and drops what is both set and tuned (sagemaker 2.257.7).
        searched = [*self.continuous_ranges, *self.integer_ranges, *self.categorical_ranges]
        bounds = {**self.continuous_ranges, **self.integer_ranges}
        empty = [name for name, (low, high) in bounds.items() if low >= high]
        if not searched or empty:
            raise ValueError(f"the ranges of {empty or 'no hyperparameter'} can be searched, expected a < b in each")
        both = sorted({*searched} & {*self.hyperparameters})
        if both:
            raise ValueError(f"{', '.join(both)} is among the hyperparameters and among the ranges, expected in one")
        if self.max_parallel_jobs > self.max_jobs:
            raise ValueError(
                f"max_parallel_jobs is {self.max_parallel_jobs}, expected at most max_jobs, {self.max_jobs}"
            )
        return self


class TuningStepBuilder(TrainingStepBuilder):
    """Base of the builders that search for the best hyperparameters of a training job."""

    step_type: ClassVar[str] = "Tuning"
    config: TuningConfig

    def _create_tuner(self, estimator: Framework) -> HyperparameterTuner:
        """The search that the config describes."""
        config, ranges = self.config, dict[Any, Any](self.config.ranges)
        return HyperparameterTuner(
            estimator=estimator,
            objective_metric_name=config.objective_metric_name,
            objective_type=config.objective_type,
            metric_definitions=[{"Name": config.objective_metric_name, "Regex": config.objective_regex}],
            hyperparameter_ranges=ranges,
            strategy=config.strategy,
            max_jobs=config.max_jobs,
            max_parallel_jobs=config.max_parallel_jobs,
            tags=self._get_tags(),
        )
