"""Keep what one scenario writes from the next one: a file that is there already can fail a build that is right."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_leftovers(folder: str) -> Iterator[None]:
    """Remove the files and folders that the block has added to `folder`; changed ones stay changed."""
    before = frozenset(_paths(folder))
    try:
        yield
    finally:
        for path in _paths(folder):
            if path not in before:
                _remove(path)


def _paths(folder: str) -> list[str]:
    """What lies in a folder, at any depth, what holds other things first."""
    return [os.path.join(here, name) for here, folders, files in os.walk(folder) for name in (*sorted(folders), *files)]


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):  # It went with its folder, or the builder has locked it.
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
