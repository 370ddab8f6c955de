"""Tell libraries from the team's own code."""

from __future__ import annotations

import functools
import os


def is_library(path: str) -> bool:
    """Whether an absolute path belongs to Python, to an installed distribution or to the tester."""
    return path.startswith(_libraries()) or f"{os.sep}site-packages{os.sep}" in path


@functools.cache
def _libraries() -> tuple[str, ...]:
    import sysconfig

    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.add(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return tuple(os.path.join(each, "") for folder in folders for each in (folder, os.path.realpath(folder)))
