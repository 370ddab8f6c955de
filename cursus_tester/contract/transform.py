"""Config and base class of the builders of batch transform steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.functions import Join

from cursus_tester.contract.configs import Text
from cursus_tester.contract.job_builder import JobStepBuilder
from cursus_tester.contract.job_configs import JobConfig


class TransformConfig(JobConfig):
    """Config of a batch transform job."""

    #: The MIME type of the data, and of the predictions.
    content_type: Text = "text/csv"
    accept: Text = "text/csv"
    #: How the data is split into records; ``None``: it is not, and nothing can be joined.
    split_type: Literal["Line", "RecordIO", "TFRecord"] | None = "Line"
    assemble_with: Literal["Line"] | None = "Line"
    strategy: Literal["MultiRecord", "SingleRecord"] | None = None
    #: ``Input``: each prediction is appended to its record.
    join_source: Literal["Input"] | None = None
    #: JSONPath expressions of what is sent to the model, and of what is kept.
    input_filter: Text | None = None
    output_filter: Text | None = None
    #: The longest request, in MB.
    max_payload: int | None = Field(default=None, ge=0, le=100)

    @model_validator(mode="after")
    def _check_records(self) -> TransformConfig:
        # The SDK sends what it is given (sagemaker 2.257.7); the service needs records for both.
        if self.split_type is None and (self.join_source or self.strategy):
            raise ValueError("split_type is None, expected Line, RecordIO or TFRecord with join_source and strategy")
        return self


class TransformStepBuilder(JobStepBuilder):
    """Base of the builders that run a model of the pipeline on data of the pipeline."""

    step_type: ClassVar[str] = "Transform"
    config: TransformConfig

    def validate_configuration(self) -> None:
        """Raise on a missing instance type."""
        self._require_fields("instance_type")

    def _get_outputs(self, outputs: Mapping[str, Any]) -> Any:
        """Where the predictions are written: as configured, else a folder of each execution.

        Under a ``Session`` the SDK chooses no place, and the service refuses the request (sagemaker 2.257.7).
        """
        if self.config.output_path is not None:
            return self.config.output_path
        session: Any = self.session
        bucket = session.default_bucket()
        return Join(on="/", values=["s3:/", bucket, self._get_step_name(), ExecutionVariables.PIPELINE_EXECUTION_ID])

    def _get_data_options(self) -> dict[str, Any]:
        """How the data is read and joined."""
        names = ("content_type", "split_type", "join_source", "input_filter", "output_filter")
        return {name: getattr(self.config, name) for name in names}
