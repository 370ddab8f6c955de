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


#: In place of a config object: the config is generated, as for a builder that is found by its path.
GENERATED_CONFIG: Final = ConfigPlaceholder.GENERATED


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedBuilder:
    """A builder class as an object, with the config that it gets."""

    cls: type
    #: A config object, or `GENERATED_CONFIG`. Scenarios change copies of it.
    config: object = GENERATED_CONFIG

    @property
    def module(self) -> ModuleType:
        """The module of the class; an empty one where it is not loaded."""
        name = self.cls.__module__
        return sys.modules.get(name) or ModuleType(name)

    @property
    def folder(self) -> str:
        """The absolute folder of the class's code; empty for code without a file."""
        create_step = inspect.getattr_static(self.cls, "create_step", None)
        code = getattr(create_step, "__code__", None)
        file = code.co_filename if code is not None else getattr(self.module, "__file__", None)
        return os.path.dirname(os.path.abspath(file)) if file and os.path.isfile(file) else ""
