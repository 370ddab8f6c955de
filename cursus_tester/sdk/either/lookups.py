"""Find modules, classes and functions of the installed SDK by name; what is not there is an error that names it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from cursus_tester.sdk.distribution import SdkError, installed_sdk
from cursus_tester.sdk.names import PREFIX


def module_named(name: str) -> ModuleType:
    """The module `name`, imported.

    Raises:
        SdkError: It cannot be imported.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise SdkError(f"{installed_sdk()} has no module {name!r}: {error}") from error


def class_in(module_name: str, name: str) -> type:
    """The class `name` of a module.

    Raises:
        SdkError: There is no such module or class.
    """
    found = vars(module_named(module_name)).get(name)
    if not isinstance(found, type):
        raise SdkError(f"{installed_sdk()} has no class {name!r} in {module_name}")
    return found


def function_in(module: ModuleType, name: str) -> Any:
    """The function `name` of a module.

    Raises:
        SdkError: There is no such function.
    """
    found = vars(module).get(name)
    if not callable(found):
        raise SdkError(f"{installed_sdk()} has no function {name!r} in {module.__name__}")
    return found


def defining_module(name: str, module_of: Callable[[str], str], workflow: ModuleType) -> str:
    """The module that defines a class; a step class that `module_of` does not know is looked for in `workflow`'s files.

    Raises:
        SdkError: Nothing there defines it.
    """
    try:
        return module_of(name)
    except SdkError:
        for path in sorted(Path(workflow.__path__[0]).glob("*.py")):
            if re.search(rf"^class {re.escape(name)}\b", path.read_text(encoding="utf-8"), re.MULTILINE):
                return f"{workflow.__name__}.{path.stem}"
        raise


def with_subclasses(cls: type) -> tuple[type, ...]:
    """`cls` and the SDK's own classes that derive from it: what others derive inherits what these are wrapped in."""
    return tuple(dict.fromkeys((cls, *_subclasses(cls))))


def holders_of(function: str, known: Mapping[str, tuple[ModuleType, ...]]) -> tuple[ModuleType, ...]:
    """The modules that hold `function`, a dotted name.

    Raises:
        SdkError: `known` has no such function, or one of its modules has it no longer.
    """
    if function not in known:
        raise SdkError(f"the adapter knows no function {function!r} of the SDK; there is {', '.join(known)}")
    for module in known[function]:
        function_in(module, function.rpartition(".")[2])
    return known[function]


def without_waiting() -> ModuleType:
    """A copy of the module ``time`` whose ``sleep`` returns at once."""
    time = importlib.import_module("time")
    copy = ModuleType(time.__name__)
    vars(copy).update(vars(time), sleep=lambda seconds: None)
    return copy


def _subclasses(cls: Any) -> Iterator[type]:
    for each in cls.__subclasses__():
        if each.__module__.startswith(PREFIX):
            yield each
        yield from _subclasses(each)
