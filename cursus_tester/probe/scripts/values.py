"""Write values as the Python source that makes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any

from cursus_tester.configs.fields import fields_of, is_config_like
from cursus_tester.evidence.code import bracketed
from cursus_tester.sdk.expressions import MethodCall, New


class UnwritableError(Exception):
    """A value cannot be written as source."""


class Writer:
    """Writes values as source, and collects the imports that they need."""

    def __init__(self) -> None:
        #: Import statements.
        self.imports: set[str] = set()

    def write(self, value: Any) -> str:
        """The expression that makes `value`. No method of an unknown type is called.

        Raises:
            UnwritableError: There is none that is known.
        """
        cls = type(value)
        if value is None or cls in (str, int, bool, bytes) or (cls is float and math.isfinite(value)):
            return repr(value)
        if isinstance(value, New):
            return self.call(self.name_of(value.cls), value.positional, value.arguments)
        if isinstance(value, MethodCall):
            return self.call(f"{self.write(value.receiver)}.{value.method}", value.positional, value.arguments)
        if isinstance(value, Enum):
            return f"{self.name_of(cls)}.{value.name}"
        if isinstance(value, PurePath):
            self.imports.add("from pathlib import Path")
            return f"Path({str(value)!r})"
        if cls in (list, set, frozenset, tuple):
            return self._write_collection(value)
        if cls is dict:
            return "{" + ", ".join(f"{self.write(key)}: {self.write(each)}" for key, each in value.items()) + "}"
        if is_config_like(cls) or cls is SimpleNamespace:
            keys = {field.name: field.key for field in fields_of(cls)} or {name: name for name in vars(value)}
            given = ((key, getattr(value, name)) for name, key in keys.items())
            return f"{self.name_of(cls)}({', '.join(f'{key}={self.write(each)}' for key, each in given)})"
        raise UnwritableError

    def call(self, function: str, positional: Iterable[Any], arguments: Mapping[str, Any]) -> str:
        """A call, by position and with keywords.

        Raises:
            UnwritableError: An argument cannot be written down.
        """
        written = [*map(self.write, positional), *(f"{name}={self.write(value)}" for name, value in arguments.items())]
        return bracketed(f"{function}(", written, ")")

    def name_of(self, cls: type) -> str:
        """The name of a class after its import.

        Raises:
            UnwritableError: It is local to a function, or of a module that cannot be imported.
        """
        if "<locals>" in cls.__qualname__ or cls.__module__ == "__main__":
            raise UnwritableError
        self.imports.add(f"from {cls.__module__} import {cls.__qualname__.partition('.')[0]}")
        return cls.__qualname__

    def _write_collection(self, value: Any) -> str:
        items = ", ".join(self.write(each) for each in value)
        if type(value) is tuple:
            return f"({items},)" if len(value) == 1 else f"({items})"
        return f"[{items}]" if type(value) is list else f"{type(value).__name__}([{items}])"
