"""Fingerprint the files that a cached result depends on (`cursus_tester.files.dependencies`).

A cached result holds as long as every path that it depends on has the same fingerprint.
"""

from __future__ import annotations

import glob
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress

from cursus_tester.files.dependencies import EVERYTHING, PYTHON_FILES, PYTHON_FILES_WITH, UNOBSERVED, shown

_SECOND = 1_000_000_000


class Fingerprints:
    """The fingerprints of paths during one run, each taken once."""

    def __init__(self) -> None:
        #: When the run began, in nanoseconds.
        self.since = time.time_ns()
        self._known: dict[str, str] = {}

    def match(self, earlier: Mapping[str, str]) -> bool:
        """Whether every path still has the fingerprint of an earlier run."""
        return all(self._of(path) == fingerprint for path, fingerprint in earlier.items())

    def changed(self, earlier: Mapping[str, str]) -> frozenset[str]:
        """The paths that have another fingerprint than in an earlier run."""
        return frozenset(path for path, fingerprint in earlier.items() if self._of(path) != fingerprint)

    def take(self, paths: Iterable[str], own_change: int = 0) -> dict[str, str] | None:
        """The fingerprint of each of `paths`; ``None`` where one changed since the run began.

        Args:
            paths: What a result depends on.
            own_change: The nanosecond of a change that the tester made itself.
        """
        relative = sorted(set(map(shown, paths)))
        if UNOBSERVED in relative or any(at >= self.since and at != own_change for at in map(last_change, relative)):
            return None
        return {path: self._of(path) for path in relative}

    def _of(self, path: str) -> str:
        if path not in self._known:
            self._known[path] = fingerprint(path)
        return self._known[path]


def fingerprint(path: str) -> str:
    """What is at a path: a hash of its content or list, or what kind of thing it is."""
    folder, name = os.path.split(path)
    if name.startswith(PYTHON_FILES_WITH):
        return _containing(folder or ".", name.removeprefix(PYTHON_FILES_WITH).encode())
    if name in (PYTHON_FILES, EVERYTHING):
        return _listing(folder or ".", name)
    return _content(path)


def _content(path: str) -> str:
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            return "folder"
        if not stat.S_ISREG(mode):
            return "device"
    except (OSError, ValueError):
        return "absent"
    try:
        return hashlib.sha256(_read(path)).hexdigest()
    except OSError:
        return "unreadable"


def _listing(folder: str, which: str) -> str:
    try:
        with os.scandir(folder) as entries:
            found = sorted(_entry(each) for each in entries if which == EVERYTHING or _is_python(each))
    except OSError:
        return "no folder"
    return hashlib.sha256(repr(found).encode(errors="surrogatepass")).hexdigest()


def _containing(folder: str, word: bytes) -> str:
    found = []
    for path in sorted(filter(os.path.isfile, glob.glob(os.path.join(glob.escape(folder), "*.py")))):
        with suppress(OSError):
            text = _read(path)
            if word in text.lower():
                found.append((path, hashlib.sha256(text).hexdigest()))
    return hashlib.sha256(repr(found).encode(errors="surrogatepass")).hexdigest()


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _is_python(entry: os.DirEntry[str]) -> bool:
    # A link counts by its name, whatever it leads to: its target may change.
    return entry.name.endswith(".py") or (entry.is_dir() and not entry.name.startswith((".", "__pycache__")))


def _entry(entry: os.DirEntry[str]) -> tuple[str, bool, bool, str]:
    return entry.name, entry.is_dir(), entry.is_file(), os.readlink(entry.path) if entry.is_symlink() else ""


def last_change(path: str) -> int:
    """When a path last changed, in nanoseconds; for a missing path, when the folder around it changed."""
    folder, name = os.path.split(path)
    if name.startswith(PYTHON_FILES_WITH):
        return max(map(last_change, (folder or ".", *glob.glob(os.path.join(glob.escape(folder), "*.py")))))
    if name in (PYTHON_FILES, EVERYTHING):
        path = folder or "."
    while not os.path.lexists(path):
        around = os.path.dirname(path) or "."
        # Folders above the working directory belong to others, and change at any time.
        if around == path or os.getcwd().startswith(os.path.join(os.path.abspath(around), "")):
            return 0
        path = around
    stats = [os.lstat(path)]
    with suppress(OSError):
        stats.append(os.stat(path))
    stamp = max(max(each.st_mtime_ns, each.st_ctime_ns) for each in stats)
    # Some file systems store whole seconds only, some of them even ones only.
    return stamp if stamp % _SECOND else stamp + 2 * _SECOND
