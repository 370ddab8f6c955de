"""Every path that the imports of a file, and the imports of those files, lead to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from cursus_tester.files import dependencies
from cursus_tester.source.imports.statements import ImportedName, imported_names
from cursus_tester.source.modules import Module, read_module, repository_root


class ImportedPaths:
    """The paths where Python looks for what files import, and those import, existing or not; none in libraries.

    A static result depends on them (`cursus_tester.files.dependencies`). They are found out once for each file: this
    holds for as long as the files do not change.
    """

    def __init__(self, import_root: str = "") -> None:
        """Start imports in the folder `import_root` too; empty: in none."""
        self._further_roots = [os.path.abspath(folder) for folder in (import_root or os.curdir, os.curdir, *sys.path)]
        #: What a file itself imports, and the Python files among it.
        self._known: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}
        #: Where a module is looked for: by whether dots begin its name, the name, and where the search starts.
        self._paths: dict[tuple[bool, str, str, str], frozenset[str]] = {}

    def of(self, file: str) -> frozenset[str]:
        """The paths of `file`, an absolute name, and of all that it imports; the file is one of them."""
        found, waiting = {file}, [file]
        while waiting:
            paths, files = self._own(waiting.pop())
            waiting += [each for each in files if each not in found]
            found |= paths
        return frozenset(found)

    def _own(self, file: str) -> tuple[frozenset[str], tuple[str, ...]]:
        if file not in self._known:
            try:
                module = read_module(file)
            except OSError:
                paths = frozenset[str]()
            else:
                paths = frozenset().union(*{self._named(each, module) for each in imported_names(module.tree)})
            files = tuple(sorted(path for path in paths if path.endswith(".py") and os.path.isfile(path)))
            self._known[file] = (paths, files)
        return self._known[file]

    def _named(self, each: ImportedName, module: Module) -> frozenset[str]:
        """Where the module that a statement names is looked for; files in one folder import much the same."""
        above = os.path.normpath(os.path.join(os.path.dirname(module.file), *[os.pardir] * (each.level - 1)))
        start = above if each.level else module.location.root
        key = (each.level > 0, each.module, each.name, start)
        if key not in self._paths:
            folders = [start]
            if not each.level:
                folders += [*self._further_roots, *filter(None, (repository_root(start),))]
            parts = [part for part in (*each.module.split("."), each.name) if part not in ("", "*")]
            self._paths[key] = frozenset(_paths(parts, folders))
        return self._paths[key]


def _paths(parts: Iterable[str], folders: Iterable[str]) -> Iterator[str]:
    for folder in dict.fromkeys(folders):
        for part in parts:
            yield from dependencies.module_candidates(part, [folder])
            folder = os.path.join(folder, part)
            if not os.path.isdir(folder):
                break
