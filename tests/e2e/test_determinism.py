"""The same input gives the same bytes: however many run at a time, in whatever order, process, folder and hash seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.test_check import edit
from tests.hostile.builders import Hostile

BROKEN, FOREIGN = "builders/xgboost_model.py", "builders/foreign_model.py"
#: Each with a hash seed of its own.
RUNS = (
    ("--jobs", "1", BROKEN, FOREIGN),
    ("--jobs", "4", FOREIGN, BROKEN),
    ("--jobs", "2", "builders"),
)


def check(project: Path, seed: int, *arguments: str) -> bytes:
    temporary = project.parent / f"temporary ü {seed}"
    temporary.mkdir()
    result = subprocess.run(
        [sys.executable, "-m", "cursus_tester", "check", *arguments, "--no-cache", "-f", "json=-"],
        cwd=project,
        env={**os.environ, "PYTHONHASHSEED": str(seed), "TMPDIR": str(temporary)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert result.returncode in (0, 1), result.stderr.decode()
    return result.stdout


@pytest.fixture
def two(project: Path) -> Path:
    """Two builders: one with a finding, and one that prints what it finds in a set."""
    for path in (project / "builders").glob("*.py"):
        if path != project / BROKEN:
            path.unlink()
    edit(project / BROKEN, 'image_scope="inference"', 'image_scope="training"')
    foreign = Hostile(name="foreign", fails=(), at_build="print({each for each in ('a', 'b', 'c', str(self.config))})")
    (project / FOREIGN).write_bytes(foreign.content)
    return project


def test_the_same_bytes_in_any_run(two: Path) -> None:
    first, *others = (check(two, seed, *arguments) for seed, arguments in enumerate(RUNS))

    for arguments, other in zip(RUNS[1:], others, strict=True):
        assert other == first, arguments
    assert b"/tmp" not in first
    subjects = {subject["path"]: subject for subject in json.loads(first)["subjects"]}
    assert [outcome["rule"] for outcome in subjects[BROKEN]["outcomes"] if outcome["outcome"] == "failed"] == ["SB321"]
    # In the tool's own process there is one builder at a time.
    alone = json.loads(check(two, 5, BROKEN, "--in-process"))
    assert alone["subjects"] == [subjects[BROKEN]]
