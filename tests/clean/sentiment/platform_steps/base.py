"""Template methods: the base knows the order of the work, subclasses its parts."""

from __future__ import annotations

import abc
import logging
from typing import Any, ClassVar

from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep


class BaseModelStep(abc.ABC):
    """Builds a CreateModel step in a fixed order."""

    name: ClassVar[str]

    def __init__(self, config: Any, sagemaker_session: Any = None, role: str | None = None) -> None:
        self.config = config
        self.session = sagemaker_session
        self.role = role
        self.log = logging.getLogger(f"steps.{self.name}")
        for field in self.required_fields():
            if getattr(config, field, None) in (None, ""):
                raise ValueError(f"{self.name}: {field} is missing in the config")

    def create_step(self, **options: Any) -> CreateModelStep:
        """The step; options are inputs, model_data, dependencies and enable_caching."""
        if not self.role:
            raise ValueError(f"{self.name}: a role is required")
        if options.get("enable_caching"):
            self.log.warning("%s: model steps are not cached, enable_caching is ignored", self.name)
        upstream = list(options.get("dependencies") or [])
        step = CreateModelStep(
            name=self.name, model=self.build_model(self._find_archive(options, upstream)), depends_on=upstream
        )
        return self.finish(step)

    def _find_archive(self, options: dict[str, Any], upstream: list[Any]) -> Any:
        given = options.get("model_data")
        if given is None:
            given = (options.get("inputs") or {}).get("model_data")
        if given is None:
            given = self.archive_from(upstream)
        if given is None or (isinstance(given, str) and not given):
            raise ValueError(f"{self.name}: no model_data, neither given nor from a dependency")
        return given

    def finish(self, step: CreateModelStep) -> CreateModelStep:
        """A hook for what subclasses still want to do."""
        return step

    @abc.abstractmethod
    def required_fields(self) -> tuple[str, ...]: ...

    @abc.abstractmethod
    def archive_from(self, upstream: list[Any]) -> Any: ...

    @abc.abstractmethod
    def build_model(self, archive: Any) -> Model: ...
