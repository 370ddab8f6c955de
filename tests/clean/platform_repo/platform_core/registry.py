"""Builders by the name of their step."""

from __future__ import annotations

from typing import Any

STEP_BUILDERS: dict[str, dict[str, Any]] = {}


def register_builder(step_type: str = "CreateModel"):
    """Class decorator."""

    def register(cls):
        name = cls.__name__.replace("StepBuilder", "")
        STEP_BUILDERS[name] = {"builder": cls, "step_type": step_type}
        return cls

    return register
