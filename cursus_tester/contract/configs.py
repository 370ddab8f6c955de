"""Configs of the builders that create or register a model.

A required field that is missing, ``None`` or ``""`` raises pydantic's ``ValidationError``, a ``ValueError`` that names
the field.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

#: A string that must not be empty.
Text = Annotated[str, Field(min_length=1)]


class ModelConfig(BaseModel):
    """The fields that every model needs."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    #: The instance type that serves the model, such as ``ml.m5.xlarge``; it selects the CPU or the GPU image.
    instance_type: Text
    #: The inference script, relative to its source directory.
    entry_point: Text
    #: A version of the SDK's image registry, such as ``1.7-1``.
    framework_version: Text
    #: Environment variables of the container; they override the contract's.
    env: dict[str, str] = Field(default_factory=dict)
    #: ``None``: SageMaker Pipelines names the model.
    model_name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9](-*[a-zA-Z0-9])*$", max_length=63)] | None = None
    #: Ignored with a warning: Elastic Inference was retired in 2023.
    accelerator_type: str | None = None
    #: ``[{"Key": …, "Value": …}]``.
    tags: list[dict[str, str]] | None = None
    #: ``{"Subnets": […], "SecurityGroupIds": […]}``.
    vpc_config: dict[str, list[str]] | None = None
    enable_network_isolation: bool = False

    @field_validator("vpc_config")
    @classmethod
    def _check_vpc_config(cls, value: dict[str, list[str]] | None) -> dict[str, list[str]] | None:
        # The SDK drops an empty VPC silently (sagemaker 2.257.7), and SageMaker requires both keys.
        if value is not None and (set(value) != {"Subnets", "SecurityGroupIds"} or not all(value.values())):
            raise ValueError(f"found {value!r}, expected non-empty lists under 'Subnets' and 'SecurityGroupIds'")
        return value

    @property
    def sagemaker_program(self) -> str:
        """The value of the contract variable ``SAGEMAKER_PROGRAM``."""
        return self.entry_point


class CreateModelConfig(ModelConfig):
    """Config of a model made from artifacts and a local folder of inference code (Pattern A)."""

    #: Local folder with the inference code, or ``s3://…/sourcedir.tar.gz``.
    source_dir: Text
    #: ``None``: the only Python version that the framework version's image has.
    py_version: str | None = None
    aws_region: Text = "us-east-1"


class EstimatorModelConfig(ModelConfig):
    """Config of a model made by a trained estimator (Pattern B), which provides image, Python version and region."""

    #: Local folder with the inference code, or ``s3://…/sourcedir.tar.gz``.
    source_dir: Text


class RegistrationConfig(BaseModel):
    """Config of the registration of a model with its inference code."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    #: The group of which the package is a version.
    model_package_group_name: Text
    #: The inference script, relative to its source directory.
    entry_point: Text
    #: Local folder with the inference code, or ``s3://…/sourcedir.tar.gz``.
    source_dir: Text
    #: A version of the SDK's image registry, such as ``1.7-1``.
    framework_version: Text
    #: What the model takes and answers, and where it may be deployed.
    content_types: list[str] = Field(default=["text/csv"], min_length=1)
    response_types: list[str] = Field(default=["text/csv"], min_length=1)
    inference_instances: list[str] = Field(default=["ml.m5.xlarge"], min_length=1)
    transform_instances: list[str] = Field(default=["ml.m5.xlarge"], min_length=1)
    approval_status: Literal["Approved", "PendingManualApproval", "Rejected"] = "PendingManualApproval"
    #: Environment variables of the container; they override the contract's.
    env: dict[str, str] = Field(default_factory=dict)
