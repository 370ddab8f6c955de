"""Base class of the builders of batch transform steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join

from cursus_tester.contract.job_configs import TransformConfig
from cursus_tester.contract.v3.job_builder import JobStepBuilder


class TransformStepBuilder(JobStepBuilder):
    """Base of the builders that run a model of the pipeline on data of the pipeline."""

    step_type: ClassVar[str] = "Transform"
    config: TransformConfig

    def validate_configuration(self) -> None:
        """Raise on a missing instance type."""
        self._require_fields("instance_type")

    def _get_outputs(self, outputs: Mapping[str, Any]) -> Any:
        """Where the predictions are written: as configured, else a folder of each execution."""
        if self.config.output_path is not None:
            return self.config.output_path
        bucket = self.session.default_bucket()
        return Join(on="/", values=["s3:/", bucket, self._get_step_name(), ExecutionVariables.PIPELINE_EXECUTION_ID])

    def _get_data_options(self) -> dict[str, Any]:
        """How the data is read and joined."""
        names = ("content_type", "split_type", "join_source", "input_filter", "output_filter")
        return {name: getattr(self.config, name) for name in names}
