"""Surroundings in which nothing can be done: one clear message, before any builder is run."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cursus_tester.workers.launching import ProbeError, no_sdk, require_open_files
from tests.e2e.conftest import Run

BUILDER = """\
from sagemaker.workflow.steps import CreateModelStep


class TinyModelStepBuilder:
    def __init__(self, config): ...

    def create_step(self, **kwargs):
        return CreateModelStep(name="Tiny", model=None)
"""


def start(folder: Path, before: Callable[[], object] | None, options: Sequence[str] = ()) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a check."""
    process = subprocess.run(
        [sys.executable, *options, "-m", "cursus_tester", "check", "tiny_model.py", "-f", "json=report.json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
    )
    return process.returncode, process.stdout, process.stderr


def leave_and_remove() -> None:
    os.mkdir("gone")
    os.chdir("gone")
    os.rmdir("../gone")


@pytest.mark.parametrize(
    ("before", "options", "said"),
    [
        (lambda: os.close(1), [], "stdout is closed; leave it open"),
        (None, ["-OO"], "Python drops docstrings (-OO, PYTHONOPTIMIZE=2), and the rules"),
        (leave_and_remove, [], "the working directory cannot be used: No such file or directory; change to a folder"),
        (
            lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20)),
            [],
            "builders cannot be run: a process may open 20 files, and 1 at a time need 30; raise the limit (ulimit -n)",
        ),
    ],
    ids=["stdout", "docstrings", "working-directory", "open-files"],
)
def test_what_stands_in_the_way_is_said(
    tmp_path: Path, before: Callable[[], object] | None, options: list[str], said: str
) -> None:
    (tmp_path / "tiny_model.py").write_text(BUILDER, encoding="utf-8")

    code, output, errors = start(tmp_path, before, options)

    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(f"cursus-tester: {said}")
    assert not (tmp_path / "report.json").exists()


def test_too_little_memory_for_the_sdk() -> None:
    assert "raise the limit (ulimit -v)" in str(no_sdk("Traceback (most recent call last):\nMemoryError", 1))


def test_files_for_many_workers() -> None:
    require_open_files(2)
    with pytest.raises(ProbeError, match="raise the limit"):
        require_open_files(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


@pytest.mark.parametrize("command", [("check", ""), ("baseline", ""), ("show", ""), ("check", "tiny_model.py", "")])
def test_a_path_that_is_empty(tmp_path: Path, run: Run, command: tuple[str, ...]) -> None:
    (tmp_path / "tiny_model.py").write_text(BUILDER, encoding="utf-8")

    done = run(*command)

    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "cursus-tester: '': an empty text is no path; name a file or a folder, such as . for this one\n"
    )


@pytest.mark.parametrize("file", ["cursus-tester.toml", "pyproject.toml"])
def test_settings_that_are_nested_too_deeply(tmp_path: Path, run: Run, file: str) -> None:
    (tmp_path / file).write_text(f"a = {'[' * 2000}{']' * 2000}\n", encoding="utf-8")

    done = run("check", ".")

    assert done.returncode == 2
    assert done.stderr == f"cursus-tester: {file}: is nested too deeply to be read; flatten it\n"
