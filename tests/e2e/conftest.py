"""The command line as its users run it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the reference builders and their specifications."""
    for name in ("builders", "specs"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """``run("check", "builders/")``: the tool, started in the temporary folder."""

    def run_tool(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cursus_tester", *arguments],
            cwd=tmp_path,
            # Scorecards are signed with a key of the user's; a test leaves none in the home folder.
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "user-cache")},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    return run_tool
