"""Record every path that the imports of a file, and the imports of those files, lead to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cursus_tester.files import dependencies
from cursus_tester.source.imports.statements import ImportedName, read_imports
from cursus_tester.source.modules import Module, read_module, repository_root


def record_imports(file: str, import_root: str = "") -> None:
    """Record the paths where Python looks for what `file` imports, existing or not; none in libraries.

    A static result depends on them (`cursus_tester.files.dependencies`).

    Args:
        file: Absolute.
        import_root: A folder where imports start; empty: none.
    """
    further_roots = [os.path.abspath(folder) for folder in (import_root or os.curdir, os.curdir, *sys.path)]
    found, waiting = {file}, [file]
    while waiting:
        try:
            module = read_module(waiting.pop())
        except OSError:
            continue
        fresh = {path for each in _imports(module) for path in _paths(each, module, further_roots)} - found
        found |= fresh
        dependencies.record(*fresh)
        waiting += sorted(path for path in fresh if path.endswith(".py") and os.path.isfile(path))


@lru_cache(maxsize=2048)
def _imports(module: Module) -> tuple[ImportedName, ...]:
    return read_imports(module.tree).names


def _paths(each: ImportedName, module: Module, further_roots: Iterable[str]) -> Iterator[str]:
    parts = [part for part in (*each.module.split("."), each.name) if part not in ("", "*")]
    above = os.path.normpath(os.path.join(os.path.dirname(module.file), *[os.pardir] * (each.level - 1)))
    top_folder = repository_root(module.location.root)
    folders = [above] if each.level else [module.location.root, *further_roots, *filter(None, (top_folder,))]
    for folder in dict.fromkeys(folders):
        for part in parts:
            yield from dependencies.module_candidates(part, [folder])
            folder = os.path.join(folder, part)
            if not os.path.isdir(folder):
                break
