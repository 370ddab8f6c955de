"""Record the paths that a result depends on.

Code that looks at the file system for something that can change a result records the path: files that it reads, folders
that it lists, and files that it looks for and does not find.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.machinery import all_suffixes

from cursus_tester.files.libraries import is_library

#: As the last part of a path: the folder's Python files and subfolders, and nothing else in it.
PYTHON_FILES = "*.py"
#: As the last part of a path: everything in the folder.
EVERYTHING = "*"
#: As the beginning of the last part of a path: the folder's Python files that contain the word after it.
PYTHON_FILES_WITH = "*.py:"

#: Recorded where a dependency cannot be observed: the result is not kept then.
UNOBSERVED = "<unobserved>"

_recorded: set[str] = set()
_for_all: set[str] = set()
_open: list[set[str]] = []


def record(*paths: str) -> None:
    """Record paths as dependencies; absolute, or relative to the folder where the tool was started."""
    _recorded.update(paths)
    for each in _open:
        each.update(paths)


def record_for_all(*paths: str) -> None:
    """Record paths as dependencies of every result: which results rest on them is not told apart."""
    record(*paths)
    _for_all.update(paths)


def recorded_for_all() -> frozenset[str]:
    """All paths recorded in this process by `record_for_all`."""
    return frozenset(_for_all)


@contextmanager
def recording() -> Iterator[set[str]]:
    """Collect in a set the paths that are recorded until the block ends."""
    paths: set[str] = set()
    _open.append(paths)
    try:
        yield paths
    finally:
        _open.pop()


def recorded() -> frozenset[str]:
    """All paths recorded in this process."""
    return frozenset(_recorded)


def shown(path: str) -> str:
    """A path as results name it: relative to the working directory."""
    here = os.path.join(os.getcwd(), "")
    # Of most paths the rest is that already; finding it out in general takes ten times as long.
    if path.startswith(here) and f"{os.sep}{os.sep}" not in path and f"{os.sep}." not in path:
        return path[len(here) :].rstrip(os.sep) or os.curdir
    # A path on another drive has no relative one.
    with suppress(ValueError):
        return os.path.relpath(path)
    return path


def module_candidates(name: str, folders: Iterable[str]) -> Iterator[str]:
    """The paths in `folders` where Python looks for the module `name`, a part of a dotted name; none in libraries."""
    for folder in map(os.path.abspath, folders):
        if is_library(os.path.join(folder, "")):
            continue
        if not os.path.isdir(folder):
            yield folder
            continue
        stem = os.path.join(folder, name)
        yield from (stem, os.path.join(stem, "__init__.py"))
        yield from (stem + suffix for suffix in all_suffixes())
