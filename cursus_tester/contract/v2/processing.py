"""Base class of the builders of processing steps."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from sagemaker.network import NetworkConfig
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.functions import Join
from sagemaker.workflow.steps import ProcessingStep

from cursus_tester.contract.job_configs import ProcessingConfig
from cursus_tester.contract.v2.job_builder import JobStepBuilder


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
            ProcessingInput(input_name=name, source=value, destination=paths[name])
            for name, value in self._get_inputs(inputs).items()
        ]

    def _get_outputs(self, outputs: Mapping[str, Any]) -> list[ProcessingOutput]:
        """An output for each that the specification declares, at the contract's path."""
        paths = self.spec.script_contract.expected_output_paths
        return [
            ProcessingOutput(
                output_name=each.logical_name,
                source=paths[each.logical_name],
                destination=outputs.get(each.logical_name) or self._get_destination(each.logical_name),
            )
            for each in self.spec.outputs
        ]

    def _get_destination(self, name: str) -> Join | None:
        """A folder of each execution below ``config.output_path``; ``None``: the SDK chooses one."""
        if self.config.output_path is None:
            return None
        run = ExecutionVariables.PIPELINE_EXECUTION_ID
        return Join(on="/", values=[self.config.output_path.rstrip("/"), self._get_step_name(), run, name])

    def create_step(self, **kwargs: Any) -> ProcessingStep:
        """The processing step.

        Args:
            **kwargs: ``inputs``, ``outputs``, ``dependencies``, ``enable_caching``.
        """
        options, processor = self._read_options(kwargs), self._create_processor()
        job = {
            "inputs": self._get_channels(options.inputs),
            "outputs": self._get_outputs(self._extract_param(kwargs, "outputs", {})),
            "code": self._get_code(),
        }
        arguments = self._get_job_arguments()
        # Under a Session run() would start the job (sagemaker 2.257.7).
        given: dict[str, Any] = (
            {"step_args": processor.run(**job, arguments=arguments)}
            if self._is_deferred
            else {"processor": processor, "job_arguments": arguments, **job}
        )
        step = ProcessingStep(
            name=self._get_step_name(),
            **given,
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        processing: ProcessingStep = self._attach_specification(step)
        return processing
