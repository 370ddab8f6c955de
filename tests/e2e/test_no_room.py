"""Reports that cannot be written: said, with exit 2, and nothing half-written in their place."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

CHECK = [sys.executable, "-m", "cursus_tester", "check", "builders/generic_model.py", "--static", "--no-color"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("-", "stdout: cannot write the json report: No space left on device; free some space, or name another file"),
        (
            "report.json",
            "report.json: cannot write the json report: File too large; free some space, or name another file",
        ),
        (
            "/proc/version",
            "/proc/version: cannot write the json report: No such file or directory; "
            "name a file in a folder that exists and that you may write to",
        ),
    ],
    ids=["full-device", "file-size-limit", "read-only"],
)
def test_a_report_that_cannot_be_written(project: Path, target: str, said: str) -> None:
    (project / "report.json").write_text("the old one", encoding="utf-8")

    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [*CHECK, "-f", f"json={target}"],
            cwd=project,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
            check=False,
        )

    assert (result.returncode, result.stderr) == (2, f"cursus-tester: {said}\n")
    assert (project / "report.json").read_text(encoding="utf-8") == "the old one"
    assert sorted(os.listdir(project)) == [".cursus-tester-cache", "builders", "report.json", "specs"]
