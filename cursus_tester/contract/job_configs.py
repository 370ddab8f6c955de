"""Configs of the builders of jobs: training, tuning and batch transform.

A required field that is missing, ``None`` or ``""`` raises pydantic's ``ValidationError``, a ``ValueError`` that names
the field.
"""

from __future__ import annotations

from typing import Annotated

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
