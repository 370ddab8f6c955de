"""Record the files that importing a module writes, even inside the folder where it may write."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from cursus_tester.evidence.interface import FileWrite
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.sandbox import guard

#: Events that change a file or folder, and which of their arguments names it.
_CHANGES = {
    "os.link": 1,
    "os.mkdir": 0,
    "os.remove": 0,
    "os.rename": 1,
    "os.rmdir": 0,
    "os.symlink": 1,
    "os.truncate": 0,
    "sqlite3.connect": 0,
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NO_FILES = ("/dev/", ":memory:")


@contextmanager
def watching_imports(team_code: TeamCode, found: list[FileWrite]) -> Iterator[None]:
    """Add to `found` what code of `team_code` writes to until the block ends; what it imports of others is theirs.

    Nothing is seen where no guard watches the process.
    """

    def note(event: str, args: tuple[Any, ...]) -> None:
        path = _written(event, args)
        frame = _own_frame(sys._getframe(1), team_code) if path is not None else None
        if path is not None and frame is not None:
            found.append(FileWrite(path=os.path.basename(path.rstrip(os.sep)), place=team_code.place(frame)))

    with guard.noting(("open", *_CHANGES), note):
        yield


def _written(event: str, args: tuple[Any, ...]) -> str | None:
    if event == "open" and not (isinstance(args[2], int) and args[2] & _WRITING):
        return None
    path = args[0] if event == "open" else args[_CHANGES[event]]
    with contextlib.suppress(TypeError):
        text = os.fsdecode(path)
        return None if text.startswith(_NO_FILES) else text
    return None


def _own_frame(frame: FrameType | None, team_code: TeamCode) -> FrameType | None:
    """The innermost frame of `team_code`; ``None`` where the import of somebody else's module lies between."""
    while frame is not None and frame is not team_code.floor:
        if team_code.holds(frame.f_code.co_filename):
            return frame
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return None
        frame = frame.f_back
    return None
