"""A builder that a process has already imported, such as a class of a test module or of a notebook."""

from __future__ import annotations

import enum
import inspect
import os
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Final


class ConfigPlaceholder(enum.Enum):
    """The type of `GENERATED_CONFIG`."""

    GENERATED = "generated"


#: Stands for a config that is made from the constructor's annotation, as for any builder that is found by its path.
GENERATED_CONFIG: Final = ConfigPlaceholder.GENERATED


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedBuilder:
    """A builder class as an object, and the config that it is to get."""

    cls: type
    #: A config object, or `GENERATED_CONFIG`. Scenarios change copies of it.
    config: object = GENERATED_CONFIG

    @property
    def module(self) -> ModuleType:
        """The module that the class says it is of; an empty one where that is not loaded."""
        name = self.cls.__module__
        return sys.modules.get(name) or ModuleType(name)

    @property
    def folder(self) -> str:
        """The folder of the class's code; empty for code that is in no file. Absolute."""
        create_step = inspect.getattr_static(self.cls, "create_step", None)
        code = getattr(create_step, "__code__", None)
        file = code.co_filename if code is not None else getattr(self.module, "__file__", None)
        return os.path.dirname(os.path.abspath(file)) if file and os.path.isfile(file) else ""
