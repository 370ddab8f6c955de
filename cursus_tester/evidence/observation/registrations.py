"""Where a builder class is registered: every mapping of the loaded modules of the tree that holds it.

Nothing of the team's is called: only what modules, classes and objects hold in their dictionaries is looked at.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from cursus_tester.evidence.observation.describe import Tree
from cursus_tester.evidence.observation.interface_facts import Registration, Registrations

_REGISTRY = re.compile("regist|builders$", re.IGNORECASE)
#: Our own registry counts as one of the tree's for a builder that is written on it.
_CONTRACT = "cursus_tester.contract."


def registrations_of(cls: type, tree: Tree) -> Registrations:
    """Under which names `cls` is registered, and whether there is a registry at all."""
    found: dict[tuple[str, str], Registration] = {}
    is_there = False
    for module in _modules(cls, tree):
        for owner, mapping in _mappings(module):
            is_there = is_there or _is_registry(module.__name__, owner, mapping)
            for key, value in tuple(mapping.items()):
                for name, record in ((key, value), (value, key)):
                    if isinstance(name, str) and _holds(record, cls):
                        step_type = _field(record, "step_type")
                        found[owner, name] = Registration(
                            name=name, registry=owner, step_type=step_type if isinstance(step_type, str) else None
                        )
    return Registrations(found=tuple(found[key] for key in sorted(found)), has_registry=is_there or bool(found))


def _is_registry(module: str, owner: str, mapping: Mapping[Any, Any]) -> bool:
    """Whether a mapping is called a registry, lies in a module that is, or holds a class that builds steps."""
    held = tuple(mapping.values())
    if held and all(inspect.isfunction(each) for each in held):
        # What functools.singledispatch keeps.
        return False
    if _REGISTRY.search(owner) or "regist" in module.rpartition(".")[2].lower():
        return True
    return any(
        isinstance(each, type) and inspect.getattr_static(each, "create_step", None) is not None for each in held
    )


def _modules(cls: type, tree: Tree) -> Iterator[ModuleType]:
    uses_contract = any(each.__module__.startswith(_CONTRACT) for each in cls.__mro__)
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None) if isinstance(module, ModuleType) else None
        if isinstance(file, str) and (tree.holds(file) or (uses_contract and name.startswith(_CONTRACT))):
            yield module


def _mappings(module: ModuleType) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """The mappings that a module's globals are or hold, each with a name that says where it is."""
    for name, value in tuple(vars(module).items()):
        if name.startswith("__"):
            continue
        if isinstance(value, (dict, MappingProxyType)):
            yield name, value
            continue
        if isinstance(value, ModuleType):
            continue
        title = value.__name__ if isinstance(value, type) else f"{type(value).__name__} {name}"
        for attribute, held in tuple(getattr(value, "__dict__", {}).items()):
            if isinstance(held, (dict, MappingProxyType)) and not attribute.startswith("__"):
                yield f"{title}.{attribute}", held


def _holds(record: object, cls: type) -> bool:
    if record is cls:
        return True
    if isinstance(record, (tuple, list)):
        return any(each is cls for each in record)
    return any(each is cls for each in _fields(record).values())


def _field(record: object, name: str) -> object:
    if isinstance(record, type):
        return inspect.getattr_static(record, name, None)
    return _fields(record).get(name)


def _fields(record: object) -> Mapping[str, Any]:
    """What a record of a registry holds: a dictionary, or an object with or without slots."""
    if isinstance(record, dict):
        return {key: value for key, value in record.items() if isinstance(key, str)}
    if isinstance(record, (type, ModuleType, str)) or callable(record):
        return {}
    found = dict(getattr(record, "__dict__", {}))
    for each in type(record).__mro__:
        for name, member in vars(each).items():
            if type(member).__name__ == "member_descriptor":
                try:
                    found[name] = member.__get__(record)
                except AttributeError:
                    continue
    return found
