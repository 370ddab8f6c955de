"""Configs of the builders of jobs: training, tuning, processing and batch transform.

A required field that is missing, ``None`` or ``""`` raises pydantic's ``ValidationError``, a ``ValueError`` that names
the field.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cursus_tester.contract.configs import Text


class JobConfig(BaseModel):
    """The fields that every job needs."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    #: The instance type of the job, such as ``ml.m5.xlarge``.
    instance_type: Text
    instance_count: int = Field(default=1, ge=1)
    #: Environment variables of the container; they override the contract's.
    env: dict[str, str] = Field(default_factory=dict)
    #: ``[{"Key": …, "Value": …}]``.
    tags: list[dict[str, str]] | None = None
    #: Where the job writes; ``None``: the SDK chooses a place below the session's bucket.
    output_path: Annotated[str, Field(pattern=r"^s3://.+")] | None = None
    #: Encrypts what the job writes, and the volumes of its instances.
    output_kms_key: str | None = None
    volume_kms_key: str | None = None
    #: How old a cached result may be, as an ISO 8601 duration.
    cache_expire_after: Annotated[str, Field(pattern=r"^P(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?$")] = "P30D"


class TrainingConfig(JobConfig):
    """Config of a training job that runs a script in an image of its framework."""

    #: The training script, relative to its source directory.
    entry_point: Text
    #: Local folder with the training code, or ``s3://…/sourcedir.tar.gz``.
    source_dir: Text
    #: A version of the SDK's image registry, such as ``1.7-1``.
    framework_version: Text
    #: ``None`` is no hyperparameter: the script would get the text ``null``.
    hyperparameters: dict[str, str | int | float | bool] = Field(default_factory=dict)
    #: In GB, of each instance.
    volume_size: int = Field(default=30, ge=1)
    #: The longest that the job may run, in seconds.
    max_run: int = Field(default=86_400, ge=1)
    use_spot_instances: bool = False
    #: With spot instances: the longest that the job may take with waiting, in seconds.
    max_wait: int | None = None
    #: ``{"Subnets": […], "SecurityGroupIds": […]}``.
    vpc_config: dict[str, list[str]] | None = None
    enable_network_isolation: bool = False

    @model_validator(mode="after")
    def _check_waiting(self) -> TrainingConfig:
        # The SDK sends what it is given, and the service refuses the job (sagemaker 2.257.7).
        if self.use_spot_instances and (self.max_wait is None or self.max_wait < self.max_run):
            raise ValueError(f"max_wait is {self.max_wait}, expected at least max_run, {self.max_run} seconds")
        return self


class ProcessingConfig(JobConfig):
    """Config of a processing job that runs a script."""

    #: The script, relative to its source directory.
    entry_point: Text
    #: Local folder that holds the script.
    source_dir: Text
    #: Values of the script's arguments, by name without hyphens; they override the contract's.
    job_arguments: dict[str, str] = Field(default_factory=dict)
    #: In GB, of each instance.
    volume_size: int = Field(default=30, ge=1)
    #: The longest that the job may run, in seconds; ``None``: as long as the service allows.
    max_runtime: int | None = Field(default=None, ge=1)
    #: ``{"Subnets": […], "SecurityGroupIds": […]}``.
    vpc_config: dict[str, list[str]] | None = None
    enable_network_isolation: bool = False


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
