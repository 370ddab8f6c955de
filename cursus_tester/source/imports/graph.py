"""Find the files that a builder depends on, and the files that import a class, from import statements.

The dependencies may include a file too many, and never one too few: every import counts, also one inside a function or
for type checkers, and a name that could mean several files means all of them.
"""

from __future__ import annotations

import fnmatch
import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from cursus_tester.source.imports.statements import ImportedName, Imports, read_imports
from cursus_tester.source.modules import read_module


class ImportGraph:
    """The Python files of one folder, and what they import from each other."""

    def __init__(self, top: str) -> None:
        """List the Python files below the folder `top`, absolute and without links."""
        self._top = os.path.join(top, "")
        self._imports: dict[str, Imports] = {}
        #: By dotted name and roots: the tree does not change.
        self._located: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self._files = [
            os.path.join(here, name) for here, _, names in os.walk(top) for name in names if name.endswith(".py")
        ]
        #: By the last part of their import name.
        self._by_name: dict[str, list[str]] = {}
        for file in self._files:
            self._by_name.setdefault(os.path.basename(_stem(file)), []).append(file)

    def closure(self, starts: Iterable[str], roots: Sequence[str]) -> frozenset[str]:
        """The files that importing the files `starts` may run, themselves included.

        Args:
            starts: Absolute.
            roots: The folders in which absolute imports are looked up. A module in none of them is looked for anywhere
                in the tree: its place may be on ``sys.path``.
        """
        found: set[str] = set()
        waiting = list(starts)
        while waiting:
            file = os.path.normpath(waiting.pop())
            if file in found or not file.startswith(self._top) or not os.path.isfile(file):
                continue
            found.add(file)
            waiting += [os.path.realpath(file), *self._packages_around(file)]
            imports = self._read(file)
            for each in imports.names:
                waiting += self._imported_files(each, file, roots)
            for module in imports.named_modules:
                waiting += self.locate(module, roots)
        return frozenset(found)

    def locate(self, module: str, roots: Iterable[str]) -> list[str]:
        """The files that importing the dotted name `module` may run; its last part need not be a module."""
        key = (module, tuple(roots))
        if key not in self._located:
            # Files in one folder import much the same.
            self._located[key] = self._locate(*key)
        return self._located[key]

    def _locate(self, module: str, roots: Iterable[str]) -> list[str]:
        parts = module.split(".")
        found = [file for root in roots for file in _files_along(root, parts)]
        if found or parts[0] in sys.stdlib_module_names:
            return found
        for count in (len(parts), len(parts) - 1):
            ending = os.path.join("", *parts[:count])
            for file in self._by_name.get(parts[count - 1], ()) if count else ():
                if f"{os.sep}{_stem(file)}".endswith(f"{os.sep}{ending}"):
                    found.append(file)
        return found

    def names_file(self, files: Iterable[str], path: str) -> bool:
        """Whether a string in one of `files` could name `path`, as in code that reads a data file."""
        name = os.path.basename(path)
        for file in files:
            imports = self._read(file)
            if name in imports.named_files or any(_fits(name, pattern) for pattern in imports.file_patterns):
                return True
        return False

    def importers(self, file: str, name: str, roots: Sequence[str]) -> list[tuple[str, int]]:
        """The imports of the class `name` from `file` that fail, since it is not there any more: file and line, sorted.

        Imports whose failure is caught do not count. `roots` are the import roots of `file` and its importers.
        """
        wanted, word = _stem(file), os.path.basename(_stem(file)).encode()
        found = set()
        for other in self._files:
            if other == file or not _contains(other, word):
                continue
            for each in self._read(other).names:
                if not each.is_optional and self._is_broken(
                    each, other, (*roots, os.path.dirname(other)), wanted, name
                ):
                    found.add((other, each.line))
        return sorted(found)

    def _is_broken(self, each: ImportedName, importer: str, roots: Iterable[str], wanted: str, name: str) -> bool:
        """Whether a statement imports the module at `wanted`, or the class `name` from it, and does not find it."""
        places = [_folder_of(each, importer)] if each.level else roots
        modules = [os.path.normpath(os.path.join(place, *each.module.split("."))) for place in places]
        if wanted in modules:
            if each.name == name:
                return not any(self._binds(module, name) for module in modules)
            return not any(map(_exists, modules))
        members = [os.path.join(module, each.name) for module in modules]
        return wanted in members and not any(
            _exists(member) or self._binds(module, each.name) for module, member in zip(modules, members, strict=True)
        )

    def _binds(self, module: str, name: str) -> bool:
        return any(not self._read(file).bound.isdisjoint((name, "*")) for file in _modules_at(module))

    def _imported_files(self, each: ImportedName, file: str, roots: Sequence[str]) -> Iterable[str]:
        """The files that an import statement may run."""
        if each.level:
            return _files_along(_folder_of(each, file), [*each.module.split("."), each.name])
        return self.locate(f"{each.module}.{each.name}".rstrip(".*"), roots)

    def _packages_around(self, file: str) -> Iterator[str]:
        folder = os.path.dirname(file)
        while folder.startswith(self._top) and os.path.isfile(os.path.join(folder, "__init__.py")):
            yield os.path.join(folder, "__init__.py")
            folder = os.path.dirname(folder)

    def _read(self, file: str) -> Imports:
        if file not in self._imports:
            try:
                self._imports[file] = read_imports(read_module(file).tree)
            except OSError:
                self._imports[file] = Imports()
        return self._imports[file]


def _stem(file: str) -> str:
    return file.removesuffix(".py").removesuffix(f"{os.sep}__init__")


def _files_along(root: str, parts: Iterable[str]) -> list[str]:
    """The existing files of a dotted name's packages and modules below `root`."""
    found, stem = [], root
    for part in parts:
        if part and part != "*":
            stem = os.path.join(stem, part)
            found += _modules_at(stem)
    return found


def _modules_at(stem: str) -> list[str]:
    return [file for file in (f"{stem}.py", os.path.join(stem, "__init__.py")) if os.path.isfile(file)]


def _folder_of(each: ImportedName, file: str) -> str:
    """The folder that a relative import starts from."""
    return os.path.normpath(os.path.join(os.path.dirname(file), *[os.pardir] * (each.level - 1)))


def _exists(stem: str) -> bool:
    return bool(_modules_at(stem)) or os.path.isdir(stem)


def _contains(file: str, word: bytes) -> bool:
    try:
        with open(file, "rb") as stream:
            return word in stream.read()
    except OSError:
        return False


def _fits(name: str, pattern: str) -> bool:
    return name.endswith(pattern) or fnmatch.fnmatchcase(name, pattern)
