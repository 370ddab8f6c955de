"""The registry of builders by the name of the step that they build."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

_SUFFIX = "StepBuilder"

BuilderClass = TypeVar("BuilderClass", bound=type[Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredBuilder:
    """A builder class and the step that it builds."""

    #: The class name without ``StepBuilder``, which is also the step's standard name.
    step_name: str
    #: Such as ``CreateModel``.
    step_type: str
    builder: type[Any]


class BuilderRegistry:
    """Builders by step name. The last registration of a name wins, so a module can be imported again."""

    def __init__(self) -> None:
        self._registered: dict[str, RegisteredBuilder] = {}

    def register(self, builder: type[Any]) -> None:
        """Add `builder` under its class name without ``StepBuilder``.

        Raises:
            ValueError: The class is not named ``<Name>StepBuilder``, or has no ``step_type``.
        """
        name = builder.__name__
        step_name = name.removesuffix(_SUFFIX)
        if step_name in ("", name):
            raise ValueError(f"{name}: a builder is registered as <Name>{_SUFFIX}; rename the class")
        step_type = getattr(builder, "step_type", None)
        if not isinstance(step_type, str):
            raise ValueError(f"{name}: step_type is {step_type!r}, expected a string such as 'CreateModel'; set it")
        taken = self._registered.get(step_name)
        if taken is not None and taken.builder.__module__ != builder.__module__:
            logger.warning("%s of %s replaces the one of %s", name, builder.__module__, taken.builder.__module__)
        self._registered[step_name] = RegisteredBuilder(step_name=step_name, step_type=step_type, builder=builder)

    def step_name(self, builder: type[Any]) -> str:
        """The standard name of the step that `builder` builds; for an unregistered class, made from the class name."""
        for registered in self._registered.values():
            if registered.builder is builder:
                return registered.step_name
        return builder.__name__.removesuffix(_SUFFIX)

    @property
    def builders(self) -> Mapping[str, RegisteredBuilder]:
        """All registered builders by step name, read only."""
        return MappingProxyType(self._registered)


#: The registry that `register_builder` fills.
REGISTRY = BuilderRegistry()


def register_builder() -> Callable[[BuilderClass], BuilderClass]:
    """Class decorator: add the builder to `REGISTRY`."""

    def register(builder: BuilderClass) -> BuilderClass:
        REGISTRY.register(builder)
        return builder

    return register
