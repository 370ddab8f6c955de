"""What builders ask of steps and pipeline variables, in the words that both major versions of the SDK have.

Nothing here imports the SDK, so a builder for either version can be written on it (sagemaker 2.257.7 and 3.27.0).
"""

from __future__ import annotations

import importlib
from typing import Any

#: The values of the SDK's ``StepTypeEnum``, the same in both versions.
CREATE_MODEL = "Model"
PROCESSING = "Processing"
TRAINING = "Training"
TRANSFORM = "Transform"


def is_pipeline_variable(value: object) -> bool:
    """Whether `value` is known only when the pipeline runs: a parameter, a function, a step's property."""
    return any(each.__name__ == "PipelineVariable" for each in type(value).__mro__)


def referenced_steps(value: object) -> list[Any]:
    """The steps that the pipeline variable `value` refers to; empty for anything else."""
    variable: Any = value
    return list(variable._referenced_steps) if is_pipeline_variable(value) else []


def step_type(step: object) -> str | None:
    """The type of a step, such as ``Training``; ``None`` for a step collection, a name or anything else."""
    value = getattr(getattr(step, "step_type", None), "value", None)
    return value if isinstance(value, str) else None


def below(folder: Any, name: str) -> Any:
    """The file `name` in the folder that the property `folder` names, joined by the SDK that made the property.

    Both versions have their ``functions`` beside their ``properties`` (sagemaker 2.257.7 and 3.27.0).
    """
    package = type(folder).__module__.rpartition(".")[0]
    return importlib.import_module(f"{package}.functions").Join(on="/", values=[folder, name])
