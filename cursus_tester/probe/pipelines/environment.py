"""Note which environment variables code asks for that are not set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from cursus_tester.observation.describe import caller
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.sandbox.patches import Patches

_ON_BEHALF = frozenset({"os", "collections.abc", "_collections_abc", __name__})


@contextmanager
def noting_unset_variables(team_code: TeamCode) -> Iterator[dict[str, None]]:
    """Until the block ends, note what the team's code gets ``None`` for; yields the names."""
    unset: dict[str, None] = {}
    environment: Any = type(os.environ)
    get_item, patches = environment.__getitem__, Patches()

    def get(self: Any, name: Any) -> Any:
        try:
            return get_item(self, name)
        except KeyError:
            asked, default = _asked_by(caller(1))
            if isinstance(name, str) and default is None and team_code.holds(asked.f_code.co_filename):
                unset[name] = None
            raise

    patches.replace(environment, "__getitem__", get)
    try:
        yield unset
    finally:
        patches.undo()


def _asked_by(frame: FrameType) -> tuple[FrameType, Any]:
    """Who looked a variable up, and what it wants where there is none; something where it takes no default."""
    default: Any = ...
    while frame.f_back is not None and frame.f_globals.get("__name__") in _ON_BEHALF:
        if "default" in frame.f_locals:
            default = frame.f_locals["default"]
        frame = frame.f_back
    return frame, default
