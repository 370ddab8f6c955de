"""Let code write to ``/tmp``, as notebooks do: what it makes there lies in a folder of its own, and is found there."""

from __future__ import annotations

import builtins
import functools
import io
import os
import pathlib
import shutil
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cursus_tester.sandbox.patches import Patches
from cursus_tester.sandbox.refusals import WRITING

#: The folders for temporary files, whatever ``TMPDIR`` says.
_PLACES = ("/tmp", "/var/tmp")
#: What takes a path that must be there.
_LOOKING = (
    *("access", "chdir", "chmod", "listdir", "lstat", "readlink", "remove", "rmdir", "scandir", "stat", "truncate"),
    *("unlink", "utime"),
)
#: What makes something at its last path; the first of two must be there.
_MAKING = {"link": 2, "mkdir": 1, "rename": 2, "replace": 2, "symlink": 2}
#: How the functions call their paths.
_KEYWORDS = ("path", "file", "src", "dst")


class _TemporaryFiles:
    """The paths below ``/tmp`` that the code uses, and where they really lie."""

    def __init__(self, folder: str, others: Sequence[str]) -> None:
        """`folder` holds them. What lies in one of the folders `others`, or beside, is not the code's to make anew."""
        self._folder = folder
        self._others = tuple(os.path.join(os.path.realpath(each), "") for each in others if each)

    def clear(self) -> None:
        """Let nothing be left of the run before."""
        shutil.rmtree(self._folder, ignore_errors=True)
        for place in _PLACES:
            os.makedirs(self._twin(place))

    def there(self, path: Any) -> Any:
        """Where what is looked for lies: what the code made, else what the machine has."""
        twin = self._twin_of(path)
        return twin if twin is not None and os.path.lexists(twin) else path

    def made(self, path: Any) -> Any:
        """Where something is made, in a folder that is there where the machine or the code has it."""
        twin = self._twin_of(path)
        if twin is None:
            return path
        if os.path.isdir(os.path.dirname(path)):
            os.makedirs(os.path.dirname(twin), exist_ok=True)
        return twin

    def _twin_of(self, path: Any) -> str | None:
        if not isinstance(path, str | os.PathLike):
            return None
        text = os.fspath(path)
        if not isinstance(text, str) or not text.startswith(_PLACES):
            return None
        text = os.path.normpath(text)
        is_below = text in _PLACES or text.startswith(tuple(f"{place}{os.sep}" for place in _PLACES))
        return self._twin(text) if is_below and not os.path.join(text, "").startswith(self._others) else None

    def _twin(self, path: str) -> str:
        return os.path.join(self._folder, path.lstrip(os.sep))


@contextmanager
def owning_temporary_files(folder: str, others: Sequence[str]) -> Iterator[None]:
    """Until the block ends, what code makes below ``/tmp`` lies in `folder`, but for what is below `others`."""
    files, patches = _TemporaryFiles(folder, others), Patches()
    files.clear()
    for name in _LOOKING:
        _replace(patches, name, _redirecting(getattr(os, name), files, looks=1))
    for name, count in _MAKING.items():
        _replace(patches, name, _redirecting(getattr(os, name), files, looks=count - 1, makes=True))
    opening = _opening(builtins.open, files)
    for owner, name in ((builtins, "open"), (io, "open"), (tarfile, "bltn_open")):
        patches.replace(owner, name, opening)
    patches.replace(os, "open", _opening(os.open, files))
    try:
        yield
    finally:
        patches.undo()


def _replace(patches: Patches, name: str, function: Callable[..., Any]) -> None:
    original = getattr(os, name)
    patches.replace(os, name, function)
    # Python 3.10 keeps the functions by themselves.
    accessor = getattr(pathlib, "_NormalAccessor", None)
    if accessor is not None and vars(accessor).get(name) is original:
        patches.replace(accessor, name, staticmethod(function))


def _redirecting(
    function: Callable[..., Any], files: _TemporaryFiles, looks: int, *, makes: bool = False
) -> Callable[..., Any]:
    """The function with its paths where they lie: `looks` of them first, and then one that it makes."""
    moves = (*(files.there for _ in range(looks)), *((files.made,) if makes else ()))

    @functools.wraps(function)
    def redirected(*args: Any, **kwargs: Any) -> Any:
        moved = [move(path) for move, path in zip(moves, args, strict=False)]
        left = moves[len(moved) :]
        named = dict(zip((each for each in _KEYWORDS if each in kwargs), left, strict=False))
        kwargs.update({name: move(kwargs[name]) for name, move in named.items()})
        return function(*moved, *args[len(moved) :], **kwargs)

    return redirected


def _opening(function: Callable[..., Any], files: _TemporaryFiles) -> Callable[..., Any]:
    """``open``, which makes a file or looks for one."""

    @functools.wraps(function)
    def opened(file: Any, *args: Any, **kwargs: Any) -> Any:
        how = args[0] if args else kwargs.get("flags", kwargs.get("mode", ""))
        is_made = how & WRITING if isinstance(how, int) else not set("wax+").isdisjoint(how)
        return function(files.made(file) if is_made else files.there(file), *args, **kwargs)

    return opened
