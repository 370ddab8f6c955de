"""What a step builder declares: its dependencies, outputs, and the contract of the script that it serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

_NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencySpec:
    """One input that a step takes from another step, or from the caller."""

    #: The name that the input has in ``create_step(inputs=…)``, such as ``model_data``.
    logical_name: str
    #: Such as ``model_artifacts``.
    dependency_type: str
    #: Names of steps that provide it; ``Training``, ``Processing`` or ``Packaging`` in one also says the step type.
    compatible_sources: tuple[str, ...]
    required: bool = True
    #: Words in a step's or an output's name that speak for it.
    semantic_keywords: tuple[str, ...] = ()
    #: Such as ``S3Uri``.
    data_type: str = "S3Uri"
    #: Whether the archive that a pipeline variable names holds its inference code under ``code/`` already.
    packaged: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSpec:
    """One thing that later steps can take from the step."""

    logical_name: str
    #: Where it is found on the step, such as ``properties.ModelName``.
    property_path: str
    output_type: str = "model_name"
    data_type: str = "String"
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptContract:
    """What the inference script wants of the container's environment."""

    #: The script, relative to its source directory.
    entry_point: str
    #: Variables without which it does not work. Their values come from ``config.env`` or the config field of that name.
    required_environment_variables: tuple[str, ...] = ()
    #: Variables that it reads, with the values that they get by default.
    optional_environment_variables: Mapping[str, str] = field(default_factory=lambda: _NO_VARIABLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSpecification:
    """All that a builder declares about its step."""

    #: The builder's class name without ``StepBuilder``.
    step_name: str
    #: Such as ``CreateModel``.
    step_type: str
    #: ``"A"``: ``CreateModelStep(model=…)``. ``"B"``: ``CreateModelStep(step_args=…)`` from a trained estimator.
    pattern: Literal["A", "B"]
    #: As the SDK's image registry names it; ``None`` where the config decides.
    framework: str | None
    dependencies: tuple[DependencySpec, ...]
    outputs: tuple[OutputSpec, ...]
    script_contract: ScriptContract
    #: Versions that the builder accepts; empty for any.
    framework_versions: tuple[str, ...] = ()
    #: The region whose image is used whatever the config says.
    forced_region: str | None = None
    #: Whether the config may name a container image of its own.
    custom_container: bool = False
