"""Base class of the builders of processing steps."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from sagemaker.core.network import NetworkConfig
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import ProcessingInput, ProcessingOutput, ProcessingS3Input, ProcessingS3Output
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.mlops.workflow.steps import ProcessingStep

from cursus_tester.contract.job_configs import ProcessingConfig
from cursus_tester.contract.v3.job_builder import JobStepBuilder


class ProcessingStepBuilder(JobStepBuilder):
    """Base of the builders that run a script. Inputs and outputs are at the paths of the script's contract."""

    step_type: ClassVar[str] = "Processing"
    config: ProcessingConfig

    @abstractmethod
    def _create_processor(self) -> ScriptProcessor:
        """The processor that runs the script."""

    def _get_processor_arguments(self) -> dict[str, Any]:
        """What every processor takes, from the config."""
        config = self.config
        return {
            "role": self.role,
            "instance_type": config.instance_type,
            "instance_count": config.instance_count,
            "volume_size_in_gb": config.volume_size,
            "volume_kms_key": config.volume_kms_key,
            "output_kms_key": config.output_kms_key,
            "max_runtime_in_seconds": config.max_runtime,
            "env": self._get_environment_variables(),
            "tags": self._get_tags(),
            "network_config": self._get_network_config(),
            "sagemaker_session": self.session,
        }

    def _get_network_config(self) -> NetworkConfig | None:
        """VPC and isolation; ``None`` where the config has neither."""
        vpc = self._get_vpc_config()
        if vpc is None and not self.config.enable_network_isolation:
            return None
        return NetworkConfig(
            enable_network_isolation=self.config.enable_network_isolation,
            subnets=vpc["Subnets"] if vpc else None,
            security_group_ids=vpc["SecurityGroupIds"] if vpc else None,
        )

    def _get_channels(self, inputs: Mapping[str, Any]) -> list[ProcessingInput]:
        """An input for each value that is there, at the contract's path."""
        paths = self.spec.script_contract.expected_input_paths
        return [
            ProcessingInput(
                input_name=name,
                s3_input=ProcessingS3Input(
                    s3_uri=value, local_path=paths[name], s3_data_type="S3Prefix", s3_input_mode="File"
                ),
            )
            for name, value in self._get_inputs(inputs).items()
        ]

    def _get_outputs(self, outputs: Mapping[str, Any]) -> list[ProcessingOutput]:
        """An output for each that the specification declares, at the contract's path."""
        paths = self.spec.script_contract.expected_output_paths
        return [
            ProcessingOutput(
                output_name=each.logical_name,
                s3_output=ProcessingS3Output(
                    s3_uri=outputs.get(each.logical_name) or self._get_destination(each.logical_name),
                    local_path=paths[each.logical_name],
                    s3_upload_mode="EndOfJob",
                ),
            )
            for each in self.spec.outputs
        ]

    def _get_destination(self, name: str) -> Join:
        """A folder of each execution, below ``config.output_path`` or the session's bucket: the SDK chooses none."""
        place = self.config.output_path or f"s3://{self.session.default_bucket()}"
        run = ExecutionVariables.PIPELINE_EXECUTION_ID
        return Join(on="/", values=[place.rstrip("/"), self._get_step_name(), run, name])

    def create_step(self, **kwargs: Any) -> ProcessingStep:
        """The processing step.

        Args:
            **kwargs: ``inputs``, ``outputs``, ``dependencies``, ``enable_caching``.
        """
        options = self._read_options(kwargs)
        # First: a processor asks IAM for its role when it is made (sagemaker-core 2.27.0).
        channels = self._get_channels(options.inputs)
        step_args = self._create_processor().run(
            code=self._get_code(),
            inputs=channels,
            outputs=self._get_outputs(self._extract_param(kwargs, "outputs", {})),
            arguments=self._get_job_arguments(),
        )
        step = ProcessingStep(
            name=self._get_step_name(),
            step_args=step_args,
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        return self._attach_specification(step)
