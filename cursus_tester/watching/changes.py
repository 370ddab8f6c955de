"""Tell which files changed, by looking at them again and again.

A look at a thousand files takes about ten milliseconds and needs no further package; it works on network and container
file systems, whose events libraries such as watchfiles do not get, and it has no limit on how much is watched.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping

from cursus_tester.source.modules import shown_path

#: The files that builders and settings are made of.
_SUFFIXES = (".py", ".ipynb", ".toml", ".json", ".yaml", ".yml", ".ini", ".cfg", ".txt")
_SKIPPED = frozenset({"__pycache__", "build", "dist", "node_modules", "site-packages", "venv"})
#: Seconds between two looks, at least; and how many times as long as a look takes.
_INTERVAL, _SHARE = 0.1, 10

#: What identifies the content of a file: when it was changed, its size, and which file it is.
_Stamp = tuple[int, int, int]


def stamps(top: str) -> dict[str, _Stamp]:
    """The stamp of every watched file below a folder; none where the folder is gone."""
    found: dict[str, _Stamp] = {}
    for here, folders, files in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
        for name in files:
            if name.endswith(_SUFFIXES):
                path = os.path.join(here, name)
                try:
                    about = os.stat(path)
                except OSError:
                    continue
                found[path] = (about.st_mtime_ns, about.st_size, about.st_ino)
    return found


def differences(before: Mapping[str, _Stamp], after: Mapping[str, _Stamp]) -> tuple[str, ...]:
    """The files that are new, gone or changed, as reports show them, sorted."""
    return tuple(sorted({shown_path(path) for path, _ in before.items() ^ after.items()}))


def changes(top: str, wait: Callable[[float], None] = time.sleep) -> Iterator[tuple[str, ...]]:
    """Nothing at first, then, each time that files have changed and settled, which.

    What changes while the last ones are judged comes next: nothing is missed, and a thousand changes are one.
    """
    judged = stamps(top)
    yield ()
    while True:
        started = time.monotonic()
        seen = stamps(top)
        if seen != judged:
            while True:
                wait(_INTERVAL / 2)
                settled = stamps(top)
                if settled == seen:
                    break
                seen = settled
            changed, judged = differences(judged, seen), seen
            if changed:
                yield changed
            continue
        wait(max(_INTERVAL, _SHARE * (time.monotonic() - started)))
