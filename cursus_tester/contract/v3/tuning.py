"""Base class of the builders of tuning steps."""

from __future__ import annotations

from typing import Any, ClassVar

from sagemaker.core.parameter import CategoricalParameter, ContinuousParameter, IntegerParameter
from sagemaker.mlops.workflow.steps import TuningStep
from sagemaker.train.tuner import HyperparameterTuner

from cursus_tester.contract.job_configs import TuningConfig
from cursus_tester.contract.v3.training import TrainingStepBuilder


class TuningStepBuilder(TrainingStepBuilder):
    """Base of the builders that search for the best hyperparameters of a training job."""

    step_type: ClassVar[str] = "Tuning"
    config: TuningConfig

    def validate_configuration(self) -> None:
        """Raise as for a training job, and on what the SDK drops from a tuning job (sagemaker-train 1.27.0)."""
        super().validate_configuration()
        for name in ("enable_network_isolation", "volume_kms_key"):
            if getattr(self.config, name):
                raise ValueError(
                    f"{type(self).__name__}: config.{name} is set, and the SDK leaves it out of a tuning job's "
                    "request; remove it, or train without a search"
                )

    def _create_tuner(self) -> HyperparameterTuner:
        """The search that the config describes."""
        config = self.config
        return HyperparameterTuner(
            model_trainer=self._create_trainer(),
            objective_metric_name=config.objective_metric_name,
            objective_type=config.objective_type,
            metric_definitions=[{"Name": config.objective_metric_name, "Regex": config.objective_regex}],
            hyperparameter_ranges=self._get_ranges(),
            strategy=config.strategy,
            max_jobs=config.max_jobs,
            max_parallel_jobs=config.max_parallel_jobs,
            tags=config.tags,
        )

    def _get_ranges(self) -> dict[str, Any]:
        """The ranges as the SDK takes them, by hyperparameter."""
        config = self.config
        return {
            **{name: ContinuousParameter(*bounds) for name, bounds in config.continuous_ranges.items()},
            **{name: IntegerParameter(*bounds) for name, bounds in config.integer_ranges.items()},
            **{name: CategoricalParameter(list(each)) for name, each in config.categorical_ranges.items()},
        }

    def create_step(self, **kwargs: Any) -> TuningStep:
        """The tuning step.

        Args:
            **kwargs: ``inputs``, ``dependencies``, ``enable_caching``.
        """
        options = self._read_options(kwargs)
        # First: a trainer asks IAM for its role when it is made (sagemaker-train 1.27.0).
        channels = self._get_channels(options.inputs)
        step = TuningStep(
            name=self._get_step_name(),
            step_args=self._create_tuner().tune(inputs=channels),
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        return self._attach_specification(step)
