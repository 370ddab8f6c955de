"""What all steps of the platform are built on."""

from .builder_base import StepBuilderBase
from .registry import register_builder
from .specs import DependencySpec, OutputSpec, ScriptContract, StepSpecification

__all__ = [
    "DependencySpec",
    "OutputSpec",
    "ScriptContract",
    "StepBuilderBase",
    "StepSpecification",
    "register_builder",
]
