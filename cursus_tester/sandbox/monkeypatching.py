"""Whether a builder left what it is judged with as it was: the SDK, botocore, the faked AWS and the tester itself."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from botocore.client import BaseClient

from cursus_tester.sandbox.refusals import is_protected
from cursus_tester.sdk.names import UNUSED_PACKAGES

#: Parts of these that no model step is made with. Whoever looks at an object in a forked process copies its page.
_UNUSED = (
    "boto3.docs",
    "botocore.docs",
    "botocore.vendored",
    "moto.cloudwatch",
    "moto.events",
    *UNUSED_PACKAGES,
)
_METHODS = (classmethod, property, staticmethod)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A module or class, and what its names stood for."""

    name: str
    owner: Any
    names: Mapping[str, object]


class MonkeypatchDetector:
    """The functions and classes of all modules that are loaded now and that a builder must leave as they are."""

    def __init__(self) -> None:
        self._modules = {name: module for name, module in tuple(sys.modules.items()) if _is_watched(name)}
        owners = [("builtins", builtins), *_owners(self._modules)]
        self._kept = [_Kept(name, owner, dict(vars(owner))) for name, owner in owners]

    def replaced_names(self, namesake: str) -> Iterator[str]:
        """What stands for something else now, by dotted name.

        Args:
            namesake: The builder's module, which wins over one of the same name.
        """
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module and name != namesake:
                yield name
        for kept in self._kept:
            now = vars(kept.owner)
            if now != kept.names:
                yield from (f"{kept.name}.{name}" for name in _changed(kept, now))


def _is_watched(module: str) -> bool:
    return is_protected(module) and not module.startswith(_UNUSED)


def _owners(modules: Mapping[str, ModuleType]) -> Iterator[tuple[str, Any]]:
    for name, module in modules.items():
        yield name, module
        for each in tuple(vars(module).values()):
            if isinstance(each, type) and each.__module__ == name:
                yield f"{name}.{each.__qualname__}", each
    # botocore makes them when a client is first asked for.
    for client in BaseClient.__subclasses__():
        yield f"botocore.client.{client.__name__}", client


def _changed(kept: _Kept, now: Mapping[str, object]) -> Iterator[str]:
    for name, before in kept.names.items():
        if now.get(name) is not before and _is_code(before):
            yield name
    if isinstance(kept.owner, type):
        # A method that hides an inherited one.
        yield from (name for name, value in tuple(now.items()) if name not in kept.names and _is_code(value))


def _is_code(value: object) -> bool:
    return callable(value) or isinstance(value, _METHODS)
