"""Tell from the files of a repository which paths to check and which folder imports start from."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Sequence

from cursus_tester.source.modules import Module

#: Folders at the top whose builders are made for tests.
_TESTS = frozenset({"test", "tests"})


def paths_to_check(files: Iterable[str], top: str) -> tuple[str, ...]:
    """The fewest folders below `top` that hold `files`: for each folder at the top, the deepest that holds all of its.

    Args:
        files: Absolute paths of the files with builders or pipelines; the order does not matter.
        top: The repository's folder, absolute.

    Returns:
        Relative paths with ``/``, sorted; ``.`` where a file lies in `top` itself, empty where there is no file.
    """
    groups: dict[str, list[str]] = {}
    for file in files:
        folder = os.path.dirname(os.path.relpath(file, top))
        groups.setdefault(folder.split(os.sep)[0], []).append(folder)
    meant = {name: folders for name, folders in groups.items() if name not in _TESTS} or groups
    if "" in meant:
        return (".",)
    return tuple(sorted(os.path.commonpath(folders).replace(os.sep, "/") for folders in meant.values()))


def import_root_needed(modules: Sequence[Module], top: str) -> str:
    """The one folder below `top` that imports of `modules` start from where the default does not do; else empty.

    By default imports start in the folder above a file's topmost package, in `top`, and in the repository's top.
    """
    roots = {root for module in modules for name in _imported(module) if (root := _root_of(name, module, top))}
    return os.path.relpath(roots.pop(), top).replace(os.sep, "/") if len(roots) == 1 else ""


def _imported(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names=names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(name), level=0):
                yield name
            case _:
                pass


def _root_of(name: str, module: Module, top: str) -> str:
    """The folder above the file that has the imported module, where none of the usual ones has it; else empty."""
    if any(_has(folder, name) for folder in (module.location.root, top)):
        return ""
    folder = os.path.dirname(module.location.root)
    while folder.startswith(os.path.join(top, "")):
        if _has(folder, name):
            return folder
        folder = os.path.dirname(folder)
    return ""


def _has(folder: str, name: str) -> bool:
    path = os.path.join(folder, *name.split("."))
    return os.path.isfile(f"{path}.py") or os.path.isdir(path)
