"""Ctrl-C, other signals that end a run, and a tool that is killed: nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cursus_tester.sandbox.guard import adopt_orphans, kill_children
from tests.e2e.interruptible import start
from tests.warm_servers import WarmServers

HANGING = """\
import threading

threading.Event().wait()


class HangingModelStepBuilder:
    def __init__(self, config): ...

    def create_step(self, **kwargs): ...
"""


@pytest.fixture
def tool(tmp_path: Path, warm_servers: WarmServers) -> Iterator[subprocess.Popen[str]]:
    """The tool, busy with a builder that never ends."""
    (tmp_path / "hanging_model.py").write_text(HANGING, encoding="utf-8")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    # The only processes that this one has then are those that the tool leaves.
    warm_servers.end()
    adopt_orphans()
    process = start("check", ".", "--no-cache", "-f", "json=report.json", folder=tmp_path, TMPDIR=str(temporary))
    while not workers(temporary):
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.1)
    yield process
    process.kill()
    process.communicate()


def workers(temporary: Path) -> list[Path]:
    """The folders that workers have made for themselves."""
    return list(temporary.glob("cursus-tester-*/cursus-tester-*"))


def wait_for_orphans() -> None:
    """Wait until every process that the tool left behind has ended; one that does not end is killed and fails."""
    left = []

    def give_up(*_: object) -> None:
        left.extend(kill_children())

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(30)
    try:
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                break
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
    assert left == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything_and_it_is_said_what_was_finished(
    tool: subprocess.Popen[str], tmp_path: Path, number: int
) -> None:
    tool.send_signal(number)
    _, errors = tool.communicate()

    assert tool.returncode == 130
    assert errors == "cursus-tester: interrupted: 0 of 1 builders were checked\n"
    assert list((tmp_path / "tmp").iterdir()) == []
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["not_judged"] == ["hanging_model.py::HangingModelStepBuilder"]
    wait_for_orphans()


def test_a_killed_tool_leaves_no_process_and_no_folder(tool: subprocess.Popen[str], tmp_path: Path) -> None:
    tool.kill()
    tool.wait()

    wait_for_orphans()
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_the_tool_is_imported(tmp_path: Path, number: int) -> None:
    press = f"import os, signal\nos.kill(os.getpid(), {int(number)})\nwhile True: pass\n"
    (tmp_path / "argparse.py").write_text(press, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])

    with start("--version", folder=tmp_path, PYTHONPATH=path) as process:
        output = process.communicate()

    assert (process.returncode, *output) == (130, "", "cursus-tester: interrupted\n")
