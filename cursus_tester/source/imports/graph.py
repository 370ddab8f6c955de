"""Find the files that a builder depends on, and the files that import a class, from import statements.

The dependencies may include a file too many, and never one too few: every import counts, also one inside a function or
for type checkers, and a name that could mean several files means all of them.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from cursus_tester.source.imports.statements import ImportedName, Imports, read_imports
from cursus_tester.source.modules import read_bytes, read_module, readable
from cursus_tester.source.notebooks import SUFFIX as NOTEBOOK


class ImportReader:
    """What files import. The same text imports the same, wherever it lies: it is read once."""

    def __init__(self, known: Mapping[str, Imports] | None = None) -> None:
        """Start with what is `known` of texts, by what `digest` says of them."""
        self._known = known or {}
        #: Of the texts that were asked for.
        self.read: dict[str, Imports] = {}

    @property
    def is_new(self) -> bool:
        """Whether something was read that was not known."""
        return not self.read.keys() <= self._known.keys()

    def of(self, file: str) -> Imports:
        """The references of `file` to other files; none where it cannot be read."""
        data = readable(read_bytes, file)
        if data is None:
            return Imports()
        key = digest(data, file)
        if key not in self.read:
            known = self._known.get(key)
            module = readable(read_module, file) if known is None else None
            self.read[key] = known or (read_imports(module.tree) if module is not None else Imports())
        return self.read[key]


def digest(data: bytes, file: str) -> str:
    """What tells a text from others; of a notebook its cells are the text."""
    return hashlib.sha256(data).hexdigest() + (NOTEBOOK if file.endswith(NOTEBOOK) else "")


class ImportGraph:
    """The Python files of one folder, and what they import from each other."""

    def __init__(self, top: str, reader: ImportReader | None = None) -> None:
        """List the Python files below the folder `top`, absolute and without links.

        Args:
            top: The folder.
            reader: Reads what they import; shared with the graphs of other revisions, it reads what differs.
        """
        self._top = os.path.join(top, "")
        self._reader = reader or ImportReader()
        self._imports: dict[str, Imports] = {}
        self._real_folders: dict[str, str] = {}
        #: By file and roots: what importing the file runs next.
        self._next: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
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
        return frozenset(self._followed(starts, tuple(roots)))

    def leading_to(
        self, is_target: Callable[[str, Imports], bool], starts: Iterable[str], roots: Sequence[str]
    ) -> frozenset[str]:
        """Those of `starts`, and of what they import, whose `closure` holds a file that `is_target` says yes to.

        The imports are followed once for all of `starts`, and then back from the targets.

        Args:
            is_target: Of a file, absolute, and what it imports.
            starts: Absolute and normal.
            roots: As in `closure`.
        """
        importers: dict[str, list[str]] = {}
        followed = self._followed(starts, tuple(roots))
        for file, following in followed.items():
            for each in following:
                importers.setdefault(each, []).append(file)
        waiting = [file for file in followed if is_target(file, self._read(file))]
        found = set(waiting)
        while waiting:
            fresh = [each for each in importers.get(waiting.pop(), ()) if each not in found]
            found.update(fresh)
            waiting += fresh
        return frozenset(found)

    def _followed(self, starts: Iterable[str], roots: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """All that importing the files `starts` may run: each file with the files that it leads to."""
        followed: dict[str, tuple[str, ...]] = {}
        waiting = [file for start in starts if self._holds(file := os.path.normpath(start))]
        while waiting:
            file = waiting.pop()
            if file not in followed:
                followed[file] = self._following(file, roots)
                waiting += followed[file]
        return followed

    def _following(self, file: str, roots: tuple[str, ...]) -> tuple[str, ...]:
        """The files of the tree that importing `file` runs next."""
        key = (file, roots)
        if key not in self._next:
            imports = self._read(file)
            places = [self._real(file), *self._packages_around(file)]
            for each in imports.names:
                places += self._imported_files(each, file, roots)
            for module in imports.named_modules:
                places += self.locate(module, roots)
            normal = dict.fromkeys(map(os.path.normpath, places))
            self._next[key] = tuple(filter(self._holds, normal))
        return self._next[key]

    def _real(self, file: str) -> str:
        """The path of a file without links; its folder is looked up once."""
        folder, name = os.path.split(file)
        if folder not in self._real_folders:
            self._real_folders[folder] = os.path.realpath(folder)
        path = os.path.join(self._real_folders[folder], name)
        return os.path.realpath(path) if os.path.islink(path) else path

    def _holds(self, file: str) -> bool:
        return file.startswith(self._top) and os.path.isfile(file)

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
            self._imports[file] = self._reader.of(file)
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
