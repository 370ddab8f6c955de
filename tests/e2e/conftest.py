"""The command line in a folder of its own: in this process, and as a process where that makes a difference."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cursus_tester.cli.main import main

REPOSITORY = Path(__file__).resolve().parents[2]

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the reference builders and their specifications."""
    for name in ("builders", "specs"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "v3"))
    return tmp_path


def run_here(capsys: pytest.CaptureFixture[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the tool in this process; the result is that of a process."""
    capsys.readouterr()
    try:
        exit_code = main(arguments)
    except SystemExit as usage:
        exit_code = usage.code if isinstance(usage.code, int) else 1
    output, errors = capsys.readouterr()
    return subprocess.CompletedProcess(arguments, exit_code, output, errors)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("check", "builders/")``: the tool in this process, with the temporary folder as working directory."""

    def run_tool(*arguments: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            return run_here(capsys, *arguments)

    return run_tool


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """The same as a process of its own, as users start it."""

    def start(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cursus_tester", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    return start
