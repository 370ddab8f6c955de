"""Find where a builder class is registered: mappings in the team's loaded modules that hold or name it.

No code of the team is called: only the dictionaries of modules, classes and objects are read.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from cursus_tester.evidence.interface import Registration, Registrations
from cursus_tester.observation.loaded_modules import loaded_modules
from cursus_tester.observation.team_code import TeamCode

_REGISTRY = re.compile("regist|builders$", re.IGNORECASE)
#: Registries of other things, which are empty where nothing of those was loaded.
_OF_OTHERS = re.compile("spec|conf|contract|context|cache|script|session|logg|member|model_", re.IGNORECASE)
#: A builder class by name, also with the module that it is to be imported from.
_NAMES_BUILDER = re.compile(r"(?:[\w.]+[.:])?\w+StepBuilder")
#: Our own registry counts as one of the team_code's for a builder that is written on it.
_CONTRACT = "cursus_tester.contract."


def registrations_of(cls: type, team_code: TeamCode) -> Registrations:
    """The names under which `cls` is registered, and whether there is a registry."""
    found: dict[tuple[str, str], Registration] = {}
    is_there = False
    for module in _modules(cls, team_code):
        for owner, mapping in _mappings(module):
            is_there = is_there or _is_registry(module.__name__, owner, mapping)
            for key, value in tuple(mapping.items()):
                for name, record in ((key, value), (value, key)):
                    if isinstance(name, str) and (_holds(record, cls) or _imports(name, record, cls)):
                        step_type = _field(record, "step_type")
                        found[owner, name] = Registration(
                            name=name, registry=owner, step_type=step_type if isinstance(step_type, str) else None
                        )
    return Registrations(found=tuple(found[key] for key in sorted(found)), has_registry=is_there or bool(found))


def _is_registry(module: str, owner: str, mapping: Mapping[Any, Any]) -> bool:
    """Whether a mapping holds or names classes that build steps, or is empty and called a registry of such.

    A registry of functions, as functools.singledispatch keeps one, of specifications or of configs is none of builders.
    """
    if mapping:
        return any(map(_has_builder, (*mapping.values(), *mapping)))
    is_called = bool(_REGISTRY.search(owner)) or "regist" in module.rpartition(".")[2].lower()
    return is_called and not _OF_OTHERS.search(owner)


def _has_builder(record: object) -> bool:
    parts = record if isinstance(record, (tuple, list)) else (record, *_fields(record).values())
    return any(_is_builder(each) for each in parts)


def _is_builder(value: object) -> bool:
    if isinstance(value, type):
        return inspect.getattr_static(value, "create_step", None) is not None
    return isinstance(value, str) and _NAMES_BUILDER.fullmatch(value) is not None


def _modules(cls: type, team_code: TeamCode) -> Iterator[ModuleType]:
    uses_contract = any(each.__module__.startswith(_CONTRACT) for each in cls.__mro__)
    for name, module in sorted(loaded_modules(), key=lambda pair: pair[0]):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and (team_code.holds(file) or (uses_contract and name.startswith(_CONTRACT))):
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


def _imports(name: str, record: object, cls: type) -> bool:
    """Whether a record says where `cls` is to be imported from, or names it under its own step's name."""
    parts = record if isinstance(record, (tuple, list)) else (record, *_fields(record).values())
    texts = [each for each in parts if isinstance(each, str)]
    paths = tuple(f"{mark}{cls.__name__}" for mark in ".:")
    is_own_name = name == cls.__name__.removesuffix("StepBuilder")
    return any(each.endswith(paths) or (is_own_name and each == cls.__name__) for each in texts)


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
