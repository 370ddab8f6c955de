"""Tell by its bytes whether a file imports the SDK, itself or through files that it imports. Nothing is parsed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from itertools import chain

from cursus_tester.files import dependencies
from cursus_tester.sdk.names import PACKAGE
from cursus_tester.source.modules import import_location, repository_root

_SDK = PACKAGE.encode()
_SDK_IMPORT = re.compile(rb"\b(?:from|import)\b(?:[^\n\\]|\\\n)*(?<![.\w])" + _SDK + rb"\b")
#: ``from module import names`` and ``import modules``, wherever they stand: what is no statement finds no file.
_IMPORT = re.compile(rb"\bfrom[ \t]+([.\w]+)[ \t]+import[ \t]*(\([^)]*\)|[^\n]+)|\bimport[ \t]+([\w., \t]+)")
_WORD = re.compile(r"\w+")


def imports_sdk(data: bytes) -> bool:
    """Whether a file with these bytes seems to import the SDK itself; a comment that says so counts."""
    return _SDK in data and _SDK_IMPORT.search(data) is not None


class SdkReach:
    """Which files reach the SDK through files that they import, however many lie between."""

    def __init__(self, read: Callable[[str], bytes], import_root: str = "") -> None:
        """Search `import_root` and the working directory, as `cursus_tester.source.names.module_search` does.

        Args:
            read: The bytes of a file.
            import_root: A folder where imports start; empty: none.
        """
        self._read = read
        self._further_roots = (*([os.path.abspath(import_root)] if import_root else ()), os.getcwd())
        #: The files that each of the files looked at so far imports; ``None``: it imports the SDK itself.
        self._imported: dict[str, frozenset[str] | None] = {}
        self._reaching: set[str] = set()
        self._not_reaching: set[str] = set()
        self._roots: dict[str, tuple[str, ...]] = {}
        #: What lies below an import root by a dotted name, packages around it included.
        self._below: dict[tuple[str, str], tuple[str, ...]] = {}
        #: The names in a folder; ``None``: it is none.
        self._names_in: dict[str, frozenset[str] | None] = {}
        #: The files that a statement may mean in a folder, and those that a module's name may mean below import roots.
        self._by_statement: dict[str, dict[bytes, frozenset[str]]] = {}
        self._by_name: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    def reaches(self, file: str) -> bool:
        """Whether `file` imports the SDK, or a file that reaches it."""
        seen, pending = {file}, [file]
        while pending:
            each = pending.pop()
            imported = self._imports_of(each)
            if each in self._reaching or imported is None:
                self._reaching.add(file)
                return True
            fresh = imported - seen - self._not_reaching
            seen |= fresh
            pending += fresh
        self._not_reaching |= seen
        return False

    def _imports_of(self, file: str) -> frozenset[str] | None:
        if file not in self._imported:
            try:
                data = self._read(file)
            except OSError:
                data = b""
            self._imported[file] = None if imports_sdk(data) else frozenset(self._found(file, data))
        return self._imported[file]

    def _found(self, file: str, data: bytes) -> Iterator[str]:
        folder = os.path.dirname(file)
        known = self._by_statement.setdefault(folder, {})
        for statement in _statements(data):
            text = statement.group()
            if text not in known:
                known[text] = frozenset(chain.from_iterable(self._named(each, folder) for each in _names(statement)))
            yield from known[text]

    def _named(self, dotted: str, folder: str) -> tuple[str, ...]:
        """The files of a module that a file in `folder` names."""
        name = dotted.lstrip(".")
        if not name:
            return ()
        if name != dotted:
            around = folder
            for _ in range(len(dotted) - len(name) - 1):
                around = os.path.dirname(around)
            return self._files(around, name)
        if name.partition(".")[0] in sys.stdlib_module_names:
            return ()
        roots = self._roots_of(folder)
        known = self._by_name.setdefault(roots, {})
        if name not in known:
            known[name] = tuple(chain.from_iterable(self._files(root, name) for root in roots))
        return known[name]

    def _files(self, root: str, dotted: str) -> tuple[str, ...]:
        key = (root, dotted)
        if key not in self._below:
            around, _, last = dotted.rpartition(".")
            # Importing a module runs the packages around it.
            outer = self._files(root, around) if around else ()
            found = []
            folder = os.path.join(root, *around.split(".")) if around else root
            names = self._listed(folder)
            if not around or outer or names is not None:
                package, module = f"{folder}{os.sep}{last}{os.sep}__init__.py", f"{folder}{os.sep}{last}.py"
                dependencies.record(package, module)
                if names is not None and (last in names or f"{last}.py" in names):
                    found = [each for each in (package, module) if os.path.isfile(each)]
            self._below[key] = (*outer, *found)
        return self._below[key]

    def _listed(self, folder: str) -> frozenset[str] | None:
        """The names in a folder, listed once: of most modules that files import nothing lies there."""
        if folder not in self._names_in:
            try:
                self._names_in[folder] = frozenset(os.listdir(folder))
            except OSError:
                self._names_in[folder] = None
        return self._names_in[folder]

    def _roots_of(self, folder: str) -> tuple[str, ...]:
        if folder not in self._roots:
            root = import_location(os.path.join(folder, "module.py")).root
            roots = (root, *self._further_roots, repository_root(root))
            self._roots[folder] = tuple(dict.fromkeys(filter(None, roots)))
        return self._roots[folder]


def _statements(data: bytes) -> Iterator[re.Match[bytes]]:
    """The import statements. Only lines with the word are looked at: the pattern is slow where it finds nothing."""
    at = data.find(b"import")
    while at >= 0:
        begin, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        end = len(data) if end < 0 else end
        if data.find(b"(", at, end) >= 0:
            end = max(end, data.find(b")", at) + 1)
        yield from _IMPORT.finditer(data, begin, end)
        at = data.find(b"import", end)


def _names(statement: re.Match[bytes]) -> Iterator[str]:
    """The modules that an import statement may name, those of relative imports with their dots."""
    source, members, modules = (each.decode(errors="replace") if each else "" for each in statement.groups())
    if modules:
        yield from (each.split()[0] for each in modules.split(",") if each.split())
        return
    if source.strip("."):
        yield source
    joined = source if source.endswith(".") else f"{source}."
    yield from (f"{joined}{member}" for member in _WORD.findall(members))
