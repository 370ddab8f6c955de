"""Base class of the builders of training steps."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from sagemaker.estimator import Framework
from sagemaker.inputs import TrainingInput

from cursus_tester.contract.job_configs import TrainingConfig
from cursus_tester.contract.v2.job_builder import JobStepBuilder


class TrainingStepBuilder(JobStepBuilder):
    """Base of the builders that train with a framework's estimator. Each declared input is a channel."""

    step_type: ClassVar[str] = "Training"
    config: TrainingConfig

    def validate_configuration(self) -> None:
        """Raise on a missing field and on a framework version that the specification does not list."""
        self._require_fields("instance_type", "entry_point", "source_dir", "framework_version")
        self._check_framework_version()
        self._check_hyperparameters()

    @abstractmethod
    def _create_estimator(self) -> Framework:
        """The estimator that runs the training script."""

    def _get_outputs(self, outputs: Mapping[str, Any]) -> str | None:
        """Where the model archive is written; ``None``: below the session's bucket."""
        return self.config.output_path

    def _get_estimator_arguments(self) -> dict[str, Any]:
        """What every framework's estimator takes, from the config."""
        config, vpc = self.config, self._get_vpc_config() or {}
        return {
            "entry_point": config.entry_point,
            "source_dir": self._get_source_dir(),
            "framework_version": config.framework_version,
            "role": self.role,
            "instance_type": config.instance_type,
            "instance_count": config.instance_count,
            "volume_size": config.volume_size,
            "volume_kms_key": config.volume_kms_key,
            "output_kms_key": config.output_kms_key,
            "output_path": self._get_outputs({}),
            "hyperparameters": dict(self.config.hyperparameters),
            "environment": self._get_environment_variables(),
            "max_run": config.max_run,
            "use_spot_instances": config.use_spot_instances,
            "max_wait": config.max_wait,
            "tags": self._get_tags(),
            "subnets": vpc.get("Subnets"),
            "security_group_ids": vpc.get("SecurityGroupIds"),
            "enable_network_isolation": config.enable_network_isolation,
            # The rules of the profiler have the time of the build in their names, and nothing is ever cached.
            "disable_profiler": True,
            "sagemaker_session": self.session,
        }

    def _get_channels(self, inputs: Mapping[str, Any]) -> dict[str, TrainingInput]:
        return {name: TrainingInput(value) for name, value in self._get_inputs(inputs).items()}
