"""Specifications as pydantic models, with enums for what is one of a few."""

from __future__ import annotations

from enum import Enum

from pydantic import BaseModel, Field


class DependencyType(str, Enum):
    MODEL_ARTIFACTS = "model_artifacts"
    PROCESSING_OUTPUT = "processing_output"


class DependencySpec(BaseModel):
    logical_name: str
    dependency_type: DependencyType
    required: bool = True
    compatible_sources: list[str] = Field(default_factory=list)
    semantic_keywords: list[str] = Field(default_factory=list)
    data_type: str = "S3Uri"


class OutputSpec(BaseModel):
    logical_name: str
    property_path: str
    output_type: str = "model_name"


class ScriptContract(BaseModel):
    entry_point: str
    required_env_vars: list[str] = Field(default_factory=list)
    optional_env_vars: dict[str, str] = Field(default_factory=dict)


class StepSpecification(BaseModel):
    step_type: str
    dependencies: dict[str, DependencySpec]
    outputs: dict[str, OutputSpec]
    script_contract: ScriptContract | None = None
