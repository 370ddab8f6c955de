"""A builder of fail steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sagemaker.workflow.fail_step import FailStep


@dataclass
class StopConfig:
    """Whom to ask."""

    owner: str = "ops@acme.example"


class StopPipelineStepBuilder:
    """Stops the pipeline."""

    def __init__(
        self,
        config: StopConfig,
        sagemaker_session: Any = None,
        role: str | None = None,
        registry_manager: Any = None,
        dependency_resolver: Any = None,
    ) -> None:
        self.config = config

    def create_step(self, **kwargs: Any) -> FailStep:
        """A step that stops the pipeline after `dependencies`."""
        dependencies = list(kwargs.get("dependencies") or ())
        return FailStep(name="StopPipeline", error_message=f"ask {self.config.owner}", depends_on=dependencies)
