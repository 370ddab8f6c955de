"""The base of all our step builders."""

import abc
import logging
import re
from typing import Any, Dict, List, Optional


class LakeStepBuilderBase(abc.ABC):
    def __init__(
        self,
        config,
        spec,
        sagemaker_session=None,
        role: Optional[str] = None,
        registry_manager=None,
        dependency_resolver=None,
    ):
        self.config = config
        self.spec = spec
        self.session = sagemaker_session
        self.role = role
        self.registry_manager = registry_manager
        self.dependency_resolver = dependency_resolver
        self.log = logging.getLogger(type(self).__module__)
        if not self.role:
            raise ValueError(f"{type(self).__name__}: an execution role is needed")
        self.validate_configuration()

    @abc.abstractmethod
    def validate_configuration(self) -> None: ...

    @abc.abstractmethod
    def create_step(self, **kwargs): ...

    def _get_step_name(self) -> str:
        return type(self).__name__[: -len("StepBuilder")]

    def _get_environment_variables(self) -> Dict[str, str]:
        contract = self.spec.script_contract
        found: Dict[str, str] = dict(contract.optional_env_vars)
        for name in contract.required_env_vars:
            value = getattr(self.config, name.lower(), None)
            if value is None:
                raise ValueError(f"the contract wants {name}, and the config has none")
            found[name] = str(value)
        return found

    def collect(self, kwargs: Dict[str, Any]) -> Dict[str, Any]:
        """Inputs by name: given ones first, what dependencies yield after them."""
        found: Dict[str, Any] = dict(kwargs.get("inputs") or {})
        if kwargs.get("model_data") is not None:
            found["model_data"] = kwargs["model_data"]
        for name, need in self.spec.dependencies.items():
            if name not in found:
                value = self.resolve(need, kwargs.get("dependencies") or [])
                if value is not None:
                    found[name] = value
        return found

    def resolve(self, need, dependencies: List[Any]):
        for step in dependencies:
            if type(step).__name__ == "TrainingStep" and self.suits(step.name, need):
                return step.properties.ModelArtifacts.S3ModelArtifacts
        return None

    @staticmethod
    def suits(name: str, need) -> bool:
        plain = re.sub(r"[^a-z]", "", name.lower())
        return any(re.sub(r"[^a-z]", "", each.lower()) in plain for each in need.compatible_sources)
