"""Detect monkeypatching of the SDK, botocore, moto or the tester."""

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

#: Packages that no model step needs. Reading an object in a forked process copies its memory page, so they are skipped.
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
class _Original:
    """A module or class with the values of its names before the builder ran."""

    name: str
    owner: Any
    names: Mapping[str, object]


class MonkeypatchDetector:
    """Remembers the functions and classes of all protected modules that are loaded now."""

    def __init__(self) -> None:
        self._modules = {name: module for name, module in tuple(sys.modules.items()) if _is_watched(name)}
        owners = [("builtins", builtins), *_owners(self._modules)]
        self._originals = [_Original(name, owner, dict(vars(owner))) for name, owner in owners]

    def replaced_names(self, namesake: str) -> Iterator[str]:
        """The dotted names that now refer to something else.

        Args:
            namesake: The builder's module, which may replace a protected one of the same name.
        """
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module and name != namesake:
                yield name
        for original in self._originals:
            now = vars(original.owner)
            if now != original.names:
                yield from (f"{original.name}.{name}" for name in _changed(original, now))


def _is_watched(module: str) -> bool:
    return is_protected(module) and not module.startswith(_UNUSED)


def _owners(modules: Mapping[str, ModuleType]) -> Iterator[tuple[str, Any]]:
    for name, module in modules.items():
        yield name, module
        for each in tuple(vars(module).values()):
            if isinstance(each, type) and each.__module__ == name:
                yield f"{name}.{each.__qualname__}", each
    # botocore makes these classes when a client is first created.
    for client in BaseClient.__subclasses__():
        yield f"botocore.client.{client.__name__}", client


def _changed(original: _Original, now: Mapping[str, object]) -> Iterator[str]:
    for name, before in original.names.items():
        if now.get(name) is not before and _is_code(before):
            yield name
    if isinstance(original.owner, type):
        # A new method may hide an inherited one.
        yield from (name for name, value in tuple(now.items()) if name not in original.names and _is_code(value))


def _is_code(value: object) -> bool:
    return callable(value) or isinstance(value, _METHODS)
