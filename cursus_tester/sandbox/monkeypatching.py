"""Detect monkeypatching of the SDK, botocore, moto or the tester."""

from __future__ import annotations

import builtins
import gc
import sys
from collections.abc import Iterable, Iterator, Mapping

# Imported by name, so that a builder that replaces it hides nothing.
from ctypes import c_uint64
from dataclasses import dataclass
from types import ModuleType
from typing import Any, cast

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


class _Versions:
    """The version of each of many dictionaries, which Python changes with every change of the dictionary (PEP 509).

    To compare the values of a dictionary counts references to them, which copies 4 KiB of memory for nearly each in a
    forked process. To read a version copies none, and is no event for audit hooks.
    """

    #: Where CPython 3.11 and 3.12 keep it in a dictionary, in bytes. Python 3.13 keeps none.
    _OFFSET = 24

    def __init__(self, dictionaries: Iterable[dict[str, object]]) -> None:
        #: The versions as they are now.
        self._current = [self._of(each) for each in dictionaries]
        self._versions = [each.value for each in self._current] if self._are_kept() else None

    def changed(self) -> list[int]:
        """The indices of the dictionaries that may have changed."""
        if self._versions is None:
            return [*range(len(self._current))]
        now = [each.value for each in self._current]
        return [index for index, version in enumerate(self._versions) if now[index] != version]

    @classmethod
    def _of(cls, dictionary: dict[str, Any]) -> c_uint64:
        return c_uint64.from_address(id(dictionary) + cls._OFFSET)

    @classmethod
    def _are_kept(cls) -> bool:
        """Whether this Python keeps versions, which a dictionary shows that changes."""
        if sys.implementation.name != "cpython" or sys.version_info >= (3, 13):
            return False
        probe: dict[str, int] = {"kept": 0}
        seen = set()
        for change in (
            lambda: None,
            lambda: probe.update(kept=1),
            lambda: probe.update(new=2),
            lambda: probe.pop("new"),
        ):
            change()
            seen.add(cls._of(probe).value)
        return len(seen) == 4


class MonkeypatchDetector:
    """Remembers the functions and classes of all protected modules that are loaded now."""

    def __init__(self) -> None:
        self._modules = {name: module for name, module in tuple(sys.modules.items()) if _is_watched(name)}
        owners = [("builtins", builtins), *_owners(self._modules)]
        self._originals = [_Original(name, owner, dict(vars(owner))) for name, owner in owners]
        self._versions = _Versions(_names_of(owner) for _, owner in owners)

    def replaced_names(self, namesake: str) -> Iterator[str]:
        """The dotted names that now refer to something else.

        Args:
            namesake: The builder's module, which may replace a protected one of the same name.
        """
        for name, module in self._modules.items():
            if sys.modules.get(name) is not module and name != namesake:
                yield name
        for index in self._versions.changed():
            original = self._originals[index]
            now = vars(original.owner)
            if now != original.names:
                yield from (f"{original.name}.{name}" for name in _changed(original, now))


def _names_of(owner: Any) -> dict[str, object]:
    """The dictionary with the names of a module or class itself, which of a class is only shown."""
    names = vars(owner)
    (held,) = [names] if isinstance(names, dict) else gc.get_referents(names)
    return cast("dict[str, object]", held)


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
