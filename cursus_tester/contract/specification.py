"""The specification of a step: its dependencies, its outputs, and the contract of the script that it serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

_NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencySpec:
    """One input of a step, from another step or from the caller."""

    #: The name of the input in ``create_step(inputs=…)``, such as ``model_data``.
    logical_name: str
    #: ``model_artifacts``: one archive; ``model_name``: a model of SageMaker's; anything else: data.
    dependency_type: str
    #: Names of steps that provide it. ``Training``, ``Processing``, ``Packaging``, ``Transform`` or ``Model`` in a name
    #: also means the step type.
    compatible_sources: tuple[str, ...]
    required: bool = True
    #: Words in the name of a step or an output that make it a better match.
    semantic_keywords: tuple[str, ...] = ()
    #: Such as ``S3Uri``.
    data_type: str = "S3Uri"
    #: Whether an archive that a pipeline variable refers to already contains its inference code under ``code/``.
    packaged: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSpec:
    """One output of the step that later steps can use."""

    logical_name: str
    #: The attribute of the step, such as ``properties.ModelName``.
    property_path: str
    output_type: str = "model_name"
    data_type: str = "String"
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptContract:
    """What the inference script needs from the container's environment."""

    #: The script, relative to its source directory.
    entry_point: str
    #: Required variables. Their values come from ``config.env`` or the config field of that name.
    required_environment_variables: tuple[str, ...] = ()
    #: Optional variables with their default values.
    optional_environment_variables: Mapping[str, str] = field(default_factory=lambda: _NO_VARIABLES)
    #: Where the script reads each input, by logical name, such as ``/opt/ml/input/data/train``.
    expected_input_paths: Mapping[str, str] = field(default_factory=lambda: _NO_VARIABLES)
    #: Where it writes each output, by logical name, such as ``/opt/ml/model``.
    expected_output_paths: Mapping[str, str] = field(default_factory=lambda: _NO_VARIABLES)
    #: Arguments of the script with their default values, by name without hyphens.
    expected_arguments: Mapping[str, str] = field(default_factory=lambda: _NO_VARIABLES)
    #: Hyperparameters that a training script cannot do without.
    required_hyperparameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSpecification:
    """Everything that a builder declares about its step."""

    #: The builder's class name without ``StepBuilder``.
    step_name: str
    #: Such as ``CreateModel``.
    step_type: str
    #: A framework of the SDK's image registry; ``None`` when the config decides.
    framework: str | None
    dependencies: tuple[DependencySpec, ...]
    outputs: tuple[OutputSpec, ...]
    script_contract: ScriptContract
    #: ``"A"``: ``CreateModelStep(model=…)``. ``"B"``: ``CreateModelStep(step_args=…)`` from a trained estimator.
    #: ``"M"``, on SDK v3: ``ModelStep(step_args=ModelBuilder(…).build())``. ``None``: a step of another type.
    pattern: Literal["A", "B", "M"] | None = None
    #: Versions that the builder accepts; empty: any.
    framework_versions: tuple[str, ...] = ()
    #: The region of the image, whatever the config says; ``None``: the config's.
    forced_region: str | None = None
    #: Whether the config may name its own container image.
    custom_container: bool = False
