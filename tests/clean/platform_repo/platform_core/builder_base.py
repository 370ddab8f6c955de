"""The base of every builder. Caching is for steps that have it: CreateModel builders leave it alone."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from sagemaker.workflow.steps import CacheConfig, TrainingStep

logger = logging.getLogger(__name__)


class StepBuilderBase(ABC):
    def __init__(
        self,
        config: Any,
        spec: Any = None,
        sagemaker_session: Any = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: Any = None,
        dependency_resolver: Any = None,
    ):
        self.config = config
        self.spec = spec
        self.session = sagemaker_session
        self.role = role
        self.notebook_root = notebook_root or Path.cwd()
        self._registry_manager = registry_manager
        self._dependency_resolver = dependency_resolver
        self.validate_configuration()

    def log_info(self, message: str, *args: Any) -> None:
        logger.info(message, *args)

    def log_warning(self, message: str, *args: Any) -> None:
        logger.warning(message, *args)

    @abstractmethod
    def validate_configuration(self) -> None: ...

    @abstractmethod
    def _get_inputs(self, inputs: dict[str, Any]) -> Any: ...

    @abstractmethod
    def _get_outputs(self, outputs: dict[str, Any]) -> Any: ...

    @abstractmethod
    def create_step(self, **kwargs: Any) -> Any: ...

    def _get_step_name(self) -> str:
        return type(self).__name__.replace("StepBuilder", "")

    def _get_cache_config(self, enable_caching: bool = True) -> CacheConfig:
        """For processing, training and transform steps."""
        return CacheConfig(enable_caching=enable_caching, expire_after="P30D")

    def _extract_param(self, kwargs: dict[str, Any], name: str, default: Any = None) -> Any:
        value = kwargs.get(name)
        return default if value is None else value

    def _get_environment_variables(self) -> dict[str, Any]:
        variables: dict[str, Any] = {}
        contract = self.spec.script_contract if self.spec else None
        if contract is not None:
            for name in contract.required_env_vars:
                value = getattr(self.config, name.lower(), None)
                if not value:
                    raise ValueError(f"{name} is required by {contract.entry_point}")
                variables[name] = str(value)
            variables.update(contract.optional_env_vars)
        return variables

    def extract_inputs_from_dependencies(self, dependency_steps: list[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, dependency in self.spec.dependencies.items():
            for step in dependency_steps:
                if isinstance(step, TrainingStep) and self._fits(step.name, dependency):
                    found[name] = step.properties.ModelArtifacts.S3ModelArtifacts
        return found

    @staticmethod
    def _fits(step_name: str, dependency: Any) -> bool:
        return any(source.lower() in step_name.lower() for source in dependency.compatible_sources)
