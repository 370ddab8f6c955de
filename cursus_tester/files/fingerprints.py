"""What a result rests on: paths that were read, listed, or looked for in vain, each with what was there.

Whoever looks at the file system for something that can change a result notes the path. A result stands as long as all
that was noted is as it was.
"""

from __future__ import annotations

import functools
import glob
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.machinery import all_suffixes

#: The last part of a path that means the folder's Python files and folders, and nothing else in it.
PYTHON_FILES = "*.py"
#: The last part of one that means all that the folder holds.
EVERYTHING = "*"
#: The beginning of the last part of one that means the text of the folder's Python files that have the word behind it.
SAYING = "*.py:"

#: Stands for whatever was looked at where nobody saw it: what rests on that is not kept.
UNSEEN = "<unseen>"

_SECOND = 1_000_000_000

_noted: set[str] = set()
_open: list[set[str]] = []


def note(*paths: str) -> None:
    """Take note of paths that somebody looks at; absolute, or relative to the folder where the tool was started."""
    _noted.update(paths)
    for seen in _open:
        seen.update(paths)


@contextmanager
def noting() -> Iterator[set[str]]:
    """A set that has what is looked at until the block ends, also what was looked at before."""
    seen: set[str] = set()
    _open.append(seen)
    try:
        yield seen
    finally:
        _open.pop()


def noted() -> frozenset[str]:
    """All that was looked at in this process."""
    return frozenset(_noted)


def module_paths(name: str, folders: Iterable[str]) -> Iterator[str]:
    """Where Python looks for the module `name`, a part of a dotted name, in `folders`; libraries are left out."""
    for folder in map(os.path.abspath, folders):
        if is_library(os.path.join(folder, "")):
            continue
        if not os.path.isdir(folder):
            yield folder
            continue
        stem = os.path.join(folder, name)
        yield from (stem, os.path.join(stem, "__init__.py"))
        yield from (stem + suffix for suffix in all_suffixes())


def is_library(path: str) -> bool:
    """Whether an absolute path belongs to Python, to an installed distribution or to the tester."""
    return path.startswith(_libraries()) or f"{os.sep}site-packages{os.sep}" in path


@functools.cache
def _libraries() -> tuple[str, ...]:
    import sysconfig

    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders.add(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return tuple(os.path.join(each, "") for folder in folders for each in (folder, os.path.realpath(folder)))


class Witness:
    """What was at which path when a run began."""

    def __init__(self) -> None:
        """Look at nothing yet."""
        #: In nanoseconds.
        self.since = time.time_ns()
        self._states: dict[str, str] = {}

    def confirms(self, states: Mapping[str, str]) -> bool:
        """Whether all is as it was in an earlier run."""
        return all(self._state(path) == known for path, known in states.items())

    def attest(self, paths: Iterable[str], own: int = 0) -> dict[str, str] | None:
        """What was at each of `paths`; ``None`` where one changed since the run began: before it was seen, or after.

        Args:
            paths: What a result rests on.
            own: The nanosecond of a change that is the tester's own.
        """
        shown = sorted(set(map(_relative, paths)))
        if UNSEEN in shown or any(stamp >= self.since and stamp != own for stamp in map(changed, shown)):
            return None
        return {path: self._state(path) for path in shown}

    def _state(self, path: str) -> str:
        if path not in self._states:
            self._states[path] = _state(path)
        return self._states[path]


def _relative(path: str) -> str:
    # A path on another drive has no relative one.
    with suppress(ValueError):
        return os.path.relpath(path)
    return path


def _state(path: str) -> str:
    folder, name = os.path.split(path)
    if name.startswith(SAYING):
        return _said(folder or ".", name.removeprefix(SAYING).encode())
    if name in (PYTHON_FILES, EVERYTHING):
        return _listed(folder or ".", name)
    return _found(path)


def _found(path: str) -> str:
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


def _listed(folder: str, which: str) -> str:
    try:
        with os.scandir(folder) as entries:
            found = sorted(_entry(each) for each in entries if which == EVERYTHING or _is_python(each))
    except OSError:
        return "no folder"
    return hashlib.sha256(repr(found).encode(errors="surrogatepass")).hexdigest()


def _said(folder: str, word: bytes) -> str:
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
    # A link is named whatever it leads to: a link to a folder can be made to lead to another.
    return entry.name.endswith(".py") or (entry.is_dir() and not entry.name.startswith((".", "__pycache__")))


def _entry(entry: os.DirEntry[str]) -> tuple[str, bool, bool, str]:
    return entry.name, entry.is_dir(), entry.is_file(), os.readlink(entry.path) if entry.is_symlink() else ""


def changed(path: str) -> int:
    """When a path last changed, in nanoseconds; of what is not there, the folder that it would be in."""
    folder, name = os.path.split(path)
    if name.startswith(SAYING):
        return max(map(changed, (folder or ".", *glob.glob(os.path.join(glob.escape(folder), "*.py")))))
    if name in (PYTHON_FILES, EVERYTHING):
        path = folder or "."
    while not os.path.lexists(path):
        around = os.path.dirname(path) or "."
        # Folders around that of the run are others' too, and change at any time.
        if around == path or os.getcwd().startswith(os.path.join(os.path.abspath(around), "")):
            return 0
        path = around
    looks = [os.lstat(path)]
    with suppress(OSError):
        looks.append(os.stat(path))
    stamp = max(max(each.st_mtime_ns, each.st_ctime_ns) for each in looks)
    # A file system that counts seconds only, some of them two at a time.
    return stamp if stamp % _SECOND else stamp + 2 * _SECOND
