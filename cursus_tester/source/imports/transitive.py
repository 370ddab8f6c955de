"""Where the modules lie, or would lie, that a file names in its import statements, and those that these name."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cursus_tester.files import dependencies
from cursus_tester.source.imports.statements import ImportedName, read_imports
from cursus_tester.source.modules import Module, read_module


def note_imports(file: str, import_root: str = "") -> None:
    """Note the paths that the text of `file` leads to, of modules that are there and of others; not in libraries.

    Args:
        file: Absolute.
        import_root: Where the user says that imports start; empty: nowhere.
    """
    also = [os.path.abspath(folder) for folder in (import_root or os.curdir, os.curdir, *sys.path)]
    found, waiting = {file}, [file]
    while waiting:
        try:
            module = read_module(waiting.pop())
        except OSError:
            continue
        fresh = {path for each in _imports(module) for path in _paths(each, module, also)} - found
        found |= fresh
        dependencies.record(*fresh)
        waiting += sorted(path for path in fresh if path.endswith(".py") and os.path.isfile(path))


@lru_cache(maxsize=2048)
def _imports(module: Module) -> tuple[ImportedName, ...]:
    return read_imports(module.tree).names


def _paths(each: ImportedName, module: Module, also: Iterable[str]) -> Iterator[str]:
    parts = [part for part in (*each.module.split("."), each.name) if part not in ("", "*")]
    above = os.path.normpath(os.path.join(os.path.dirname(module.file), *[os.pardir] * (each.level - 1)))
    for folder in dict.fromkeys([above] if each.level else [module.location.root, *also]):
        for part in parts:
            yield from dependencies.module_candidates(part, [folder])
            folder = os.path.join(folder, part)
            if not os.path.isdir(folder):
                break
