"""Let the team's modules find the files beside them in the workspace, where they may be written and made up.

A module says where it lies by its ``__file__``. It is loaded from its own file, so that frames and findings name that;
``__file__`` names its twin in the workspace.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.pipelines.workspace import Workspace
from cursus_tester.sdk.names import PACKAGE

_OF_LIBRARIES = frozenset({*sys.stdlib_module_names, PACKAGE, "boto3", "botocore", "moto"})

#: What was compiled so far, by the path and the state of the file.
_codes: dict[tuple[object, ...], CodeType | None] = {}


class _Loader(SourceFileLoader):
    """Loads a module from its own file, and tells it that it lies in the workspace."""

    def __init__(self, name: str, file: str, twin: str) -> None:
        super().__init__(name, file)
        self._twin = twin

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of the file, compiled once: a pipeline's modules are imported anew for each build."""
        status = os.stat(self.path)
        key = (self.path, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        if key not in _codes:
            _codes[key] = super().get_code(fullname)
        return _codes[key]

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = self._twin
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    """Asked first, and answers for the team's modules only."""

    def __init__(self, workspace: Workspace, team_code: TeamCode) -> None:
        self._workspace = workspace
        self._team_code = team_code

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] in _OF_LIBRARIES:
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is None or found.origin is None or type(found.loader) is not SourceFileLoader:
            return None
        file = self._workspace.original_of(found.origin)
        twin = self._workspace.twin_of(file) if self._team_code.holds(file) else None
        if twin is None:
            return None
        self._team_code.take(twin)
        return importlib.util.spec_from_file_location(
            name,
            file,
            loader=_Loader(name, file, twin),
            submodule_search_locations=found.submodule_search_locations,
        )


@contextmanager
def finding_twins(workspace: Workspace, team_code: TeamCode) -> Iterator[None]:
    """Until the block ends, modules of the team are imported so."""
    finder = _Finder(workspace, team_code)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
