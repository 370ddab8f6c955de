"""Find the file that an import statement refers to, without importing anything."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator

from cursus_tester.files import dependencies
from cursus_tester.sdk.names import PACKAGE
from cursus_tester.source.modules import Module, read_module, repository_root
from cursus_tester.source.names.scopes import Outline, outline_of

#: Never looked up among the checked files, even where the tool runs inside their source tree.
_NOT_CHECKED = frozenset({PACKAGE, "boto3", "botocore", "cursus_tester"}) | sys.stdlib_module_names
#: Never opened at all: their classes are known by name.
KNOWN_BY_NAME = frozenset({PACKAGE, "boto3", "botocore"}) | sys.stdlib_module_names


class ModuleSearch:
    """Finds and reads the modules that the checked files import, each of them once."""

    def __init__(self, modules: dict[str, Module | None], import_root: str = "") -> None:
        """Search `import_root` and the working directory, beside the import root of the importing module.

        Args:
            modules: Modules by file, shared with other searches; ``None`` for a file that cannot be read.
            import_root: A folder where imports start; empty: none.
        """
        self._further_roots = tuple(
            dict.fromkeys((*([os.path.abspath(import_root)] if import_root else ()), os.getcwd()))
        )
        self._modules = modules
        #: By import root and dotted name.
        self._below: dict[tuple[str, str], Module | None] = {}
        #: Files of installed distributions.
        self._installed: set[str] = set()
        #: Where Python finds a top-level package.
        self._installed_roots: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str, bool, bool], Module | None] = {}
        #: What was recorded for all, by dotted name and import root.
        self._recorded: set[tuple[str, str]] = set()

    def module(self, file: str) -> Module | None:
        """The module of `file`; ``None`` when it cannot be read."""
        if file not in self._modules:
            try:
                self._modules[file] = read_module(file)
            except OSError:
                self._modules[file] = None
        return self._modules[file]

    def outlines(self) -> Iterator[Outline]:
        """Outlines of all modules read so far."""
        return (outline_of(module) for module in tuple(self._modules.values()) if module is not None)

    def is_installed(self, module: Module) -> bool:
        """Whether `module` comes from an installed distribution and not from the checked files."""
        return module.file in self._installed

    def find(self, dotted: str, origin: Module, installed: bool = False) -> Module | None:
        """The module `dotted` as `origin` imports it: below its import root, the given one, or the working directory.

        With `installed`, also where Python itself finds it; no package is imported for that.
        """
        from_installed = self.is_installed(origin)
        key = (dotted, origin.location.root, from_installed, installed)
        if key not in self._found:
            self._found[key] = self._find(dotted, origin, from_installed, installed)
        return self._found[key]

    def record_for_all(self, dotted: str, origin: Module) -> None:
        """Record where `origin` looks for the module `dotted` as what every result rests on.

        No import statement needs to lead there, and whoever looks for it next is told without looking.
        """
        key = (dotted, origin.location.root)
        if key not in self._recorded:
            self._recorded.add(key)
            top_folder = repository_root(origin.location.root)
            for root in filter(None, (origin.location.root, *self._further_roots, top_folder)):
                dependencies.record_for_all(*_files(root, dotted))

    def _find(self, dotted: str, origin: Module, from_installed: bool, installed: bool) -> Module | None:
        top = dotted.partition(".")[0]
        if not dotted or top in KNOWN_BY_NAME:
            return None
        if top not in _NOT_CHECKED or from_installed:
            top_folder = repository_root(origin.location.root)
            for root in filter(None, dict.fromkeys((origin.location.root, *self._further_roots, top_folder))):
                module = self._find_below(root, dotted)
                if module is not None:
                    if from_installed:
                        self._installed.add(module.file)
                    return module
        return self._find_installed(top, dotted) if installed else None

    def _find_installed(self, top: str, dotted: str) -> Module | None:
        if top not in self._installed_roots:
            self._installed_roots[top] = _installed_roots(top)
        for root in self._installed_roots[top]:
            module = self._find_below(root, dotted)
            if module is not None:
                self._installed.add(module.file)
                return module
        return None

    def _find_below(self, root: str, dotted: str) -> Module | None:
        key = (root, dotted)
        if key not in self._below:
            files = _files(root, dotted)
            dependencies.record(*files)
            self._below[key] = next((self.module(file) for file in files if os.path.isfile(file)), None)
        return self._below[key]


def _files(root: str, dotted: str) -> tuple[str, str]:
    """The files that the module `dotted` may have below a folder."""
    stem = os.path.join(root, *dotted.split("."))
    return os.path.join(stem, "__init__.py"), f"{stem}.py"


def _installed_roots(top: str) -> tuple[str, ...]:
    """The folders that hold the top-level package or module `top`, without importing it."""
    dependencies.record(*dependencies.module_candidates(top, sys.path))
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return ()
    if spec is None:
        return ()
    places = tuple(spec.submodule_search_locations or ())
    if not places and spec.origin:
        places = (spec.origin,)
    return tuple(os.path.dirname(os.path.abspath(place)) for place in places)
