"""Tell the team's code from libraries, and find its positions in stack frames."""

from __future__ import annotations

import itertools
import os
from types import CodeType, FrameType

from cursus_tester.files.libraries import is_library
from cursus_tester.results.subject import Place


class TeamCode:
    """The code that is being checked: which files belong to it, and how reports show their paths."""

    def __init__(self, roots: tuple[str, ...], working_directory: str, floor: FrameType | None = None) -> None:
        #: The outermost frame of a run: its callers do not belong to the builder.
        self.floor = floor
        self._roots = tuple(os.path.realpath(root) + os.sep for root in roots)
        self._working_directory = working_directory
        self._known: dict[str, bool] = {}
        self._shown_paths: dict[str, str] = {}
        #: The positions of instructions, each with its code.
        self._places: dict[tuple[int, int, int | None], tuple[CodeType, Place]] = {}

    @property
    def bounds(self) -> tuple[str, ...]:
        """The folders of the team's code, and the one that pipelines are built in, each with a separator at its end."""
        return (*self._roots, os.path.join(os.path.realpath(os.curdir), ""))

    def holds(self, file: str) -> bool:
        """Whether `file` is the team's own code, and not of a library, the SDK or the tester."""
        known = self._known.get(file)
        if known is None:
            # The name tells most library files; links are resolved only for the others.
            known = self._known[file] = not is_library(file) and self._holds(os.path.realpath(file))
        return known

    def take(self, file: str) -> None:
        """Let `file` belong to the team's code, wherever it lies."""
        self._known[file] = True

    def _holds(self, path: str) -> bool:
        return path.startswith(self._roots) and not is_library(path)

    def place(self, frame: FrameType, instruction: int | None = None, line: int | None = None) -> Place:
        """The position of the running instruction of `frame`."""
        code, at = frame.f_code, frame.f_lasti if instruction is None else instruction
        # A code that is kept has its ``id`` for itself.
        key = (id(code), at, line)
        known = self._places.get(key)
        if known is None:
            line = line or frame.f_lineno or 1
            place = Place(path=self.shown_path(code.co_filename), line=line, column=_column(code, at))
            known = self._places[key] = code, place
        return known[1]

    def shown_path(self, file: str) -> str:
        """The path of `file` as reports show it."""
        shown = self._shown_paths.get(file)
        if shown is None:
            path = os.path.relpath(os.path.realpath(file), self._working_directory)
            shown = self._shown_paths[file] = path.replace(os.sep, "/")
        return shown

    def nearest(self, frame: FrameType | None) -> Place | None:
        """The innermost position in the team's code from `frame` outwards."""
        known = self._known
        while frame is not None and frame is not self.floor:
            file = frame.f_code.co_filename
            if known[file] if file in known else self.holds(file):
                return self.place(frame)
            frame = frame.f_back
        return None


def _column(code: CodeType, instruction: int) -> int:
    positions = getattr(code, "co_positions", None)  # since Python 3.11
    if positions is None or instruction < 0:
        return 1
    _, _, column, _ = next(itertools.islice(positions(), instruction // 2, None), (None, None, None, None))
    return (column or 0) + 1
