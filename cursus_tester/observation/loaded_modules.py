"""List the loaded modules that may be the team's.

A forked worker shares some two thousand library modules with its server. Reading one of them changes its reference
count and so copies its memory page: for all of them this took longer than a scenario.
"""

from __future__ import annotations

import itertools
import sys
from types import ModuleType

from cursus_tester.files.libraries import is_library

#: The name of an empty module that `leave_out_libraries` puts behind those that are loaded then.
_MARK = "cursus_tester.observation.loaded_modules.mark"
#: The names of those of them that are no libraries, and of the framework that builders may be written on.
_early: list[str] = []
_CONTRACT = "cursus_tester.contract."


def leave_out_libraries() -> None:
    """Skip the libraries that are loaded now in `loaded_modules`, in this process and in its forks."""
    _early[:] = [
        name for name, module in tuple(sys.modules.items()) if name.startswith(_CONTRACT) or not _is_librarys(module)
    ]
    sys.modules.pop(_MARK, None)
    sys.modules[_MARK] = ModuleType(_MARK)


def loaded_names() -> tuple[str, ...]:
    """The name of every loaded module, in the order of loading, without libraries that are left out."""
    latest_first = list(itertools.takewhile(_MARK.__ne__, reversed(sys.modules)))
    return (*_early, *reversed(latest_first))


def loaded_modules() -> list[tuple[str, ModuleType]]:
    """Every loaded module with its name, in the order of loading, without libraries that are left out."""
    return [(name, module) for name in loaded_names() if isinstance(module := sys.modules.get(name), ModuleType)]


def _is_librarys(module: object) -> bool:
    file = getattr(module, "__file__", None)
    return not isinstance(file, str) or is_library(file)
