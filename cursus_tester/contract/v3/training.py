"""Base class of the builders of training steps."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from sagemaker.core.shapes import OutputDataConfig, StoppingCondition, Tag
from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, Networking, SourceCode

from cursus_tester.contract.inference_code import content_digest
from cursus_tester.contract.job_configs import TrainingConfig
from cursus_tester.contract.v3.job_builder import JobStepBuilder


class TrainingStepBuilder(JobStepBuilder):
    """Base of the builders that train with a script in an image. Each declared input is a channel.

    The SDK uploads the code into a folder named by the second (sagemaker-train 1.27.0), so a cached result is found
    only for a definition that is submitted again as it is.
    """

    step_type: ClassVar[str] = "Training"
    config: TrainingConfig

    def validate_configuration(self) -> None:
        """Raise on a missing field and on a framework version that the specification does not list."""
        self._require_fields("instance_type", "entry_point", "source_dir", "framework_version")
        self._check_framework_version()
        self._check_hyperparameters()

    @abstractmethod
    def _get_image_uri(self) -> str:
        """The image that runs the training script."""

    def _get_outputs(self, outputs: Mapping[str, Any]) -> str | None:
        """Where the model archive is written; ``None``: below the session's bucket."""
        return self.config.output_path

    def _get_source_code(self) -> SourceCode:
        """The script and its folder.

        Raises:
            ValueError: The script is not there; the SDK does not check that (sagemaker-train 1.27.0).
        """
        source_dir = self._get_source_dir()
        content_digest(source_dir, (self.config.entry_point,))
        return SourceCode(source_dir=source_dir, entry_script=self.config.entry_point)

    def _get_compute(self) -> Compute:
        config = self.config
        return Compute(
            instance_type=config.instance_type,
            instance_count=config.instance_count,
            volume_size_in_gb=config.volume_size,
            volume_kms_key_id=config.volume_kms_key,
            enable_managed_spot_training=config.use_spot_instances,
        )

    def _get_networking(self) -> Networking:
        vpc = self._get_vpc_config() or {}
        return Networking(
            subnets=vpc.get("Subnets"),
            security_group_ids=vpc.get("SecurityGroupIds"),
            enable_network_isolation=self.config.enable_network_isolation,
        )

    def _get_stopping_condition(self) -> StoppingCondition:
        """The longest that the job may run: the SDK's own default is one hour (sagemaker-train 1.27.0)."""
        waiting = {"max_wait_time_in_seconds": self.config.max_wait} if self.config.use_spot_instances else {}
        return StoppingCondition(max_runtime_in_seconds=self.config.max_run, **waiting)

    def _get_output_data_config(self) -> OutputDataConfig | None:
        """Where and under which key the model archive is written; ``None``: as the SDK chooses."""
        keys = {"kms_key_id": self.config.output_kms_key} if self.config.output_kms_key else {}
        path = self._get_outputs({}) or (
            f"s3://{self.session.default_bucket()}/{self._get_step_name()}" if keys else None
        )
        return OutputDataConfig(s3_output_path=path, **keys) if path else None

    def _get_tags(self) -> list[Tag] | None:
        """The tags; without those that have no value, whose value the SDK drops (sagemaker-core 2.27.0)."""
        tags = super()._get_tags() or []
        for each in tags:
            if not each["Value"]:
                self.log_warning("tags: %s has no value, which the service would refuse: it is ignored", each["Key"])
        return [Tag(key=each["Key"], value=each["Value"]) for each in tags if each["Value"]] or None

    def _create_trainer(self) -> ModelTrainer:
        """The job that the config describes."""
        return ModelTrainer(
            training_image=self._get_image_uri(),
            source_code=self._get_source_code(),
            compute=self._get_compute(),
            networking=self._get_networking(),
            stopping_condition=self._get_stopping_condition(),
            output_data_config=self._get_output_data_config(),
            hyperparameters=dict(self.config.hyperparameters),
            environment=self._get_environment_variables(),
            tags=self._get_tags(),
            base_job_name=self._get_step_name(),
            role=self.role,
            sagemaker_session=self.session,
        )

    def _get_channels(self, inputs: Mapping[str, Any]) -> list[InputData]:
        return [InputData(channel_name=name, data_source=value) for name, value in self._get_inputs(inputs).items()]

    def create_step(self, **kwargs: Any) -> TrainingStep:
        """The training step.

        Args:
            **kwargs: ``inputs``, ``dependencies``, ``enable_caching``.
        """
        options = self._read_options(kwargs)
        # First: a trainer asks IAM for its role when it is made (sagemaker-train 1.27.0).
        channels = self._get_channels(options.inputs)
        step = TrainingStep(
            name=self._get_step_name(),
            step_args=self._create_trainer().train(input_data_config=channels),
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        return self._attach_specification(step)
