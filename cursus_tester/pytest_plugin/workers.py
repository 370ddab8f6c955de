"""The folder that the workers of a run under pytest-xdist share. Imported by every such run, so it imports little."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

_INPUT = "cursus_tester_folder"
_FOLDER = pytest.StashKey[Path]()


def hand_folder_to(node: Any) -> None:
    """Name the folder to a worker that is about to start (xdist's ``WorkerController``); it is gone after the run."""
    config: pytest.Config = node.config
    if _FOLDER not in config.stash:
        folder = config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="cursus-tester-"))
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    node.workerinput[_INPUT] = str(config.stash[_FOLDER])


def shared_folder(config: pytest.Config) -> Path | None:
    """The folder, in a worker or in the process that controls the workers; ``None`` without workers."""
    given = getattr(config, "workerinput", {}).get(_INPUT)
    return Path(given) if given else config.stash.get(_FOLDER, None)
