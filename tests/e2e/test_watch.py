"""``watch`` as a process: it tells what a saved file changes, and Ctrl-C leaves nothing behind."""

from __future__ import annotations

import signal
from pathlib import Path

from cursus_tester.sandbox.guard import adopt_orphans
from tests.e2e.interruptible import start
from tests.e2e.test_gate import CACHED, SPECIFICATION, TINY
from tests.e2e.test_interrupt import wait_for_orphans
from tests.warm_servers import WarmServers


def test_a_saved_file_and_its_end(tmp_path: Path, warm_servers: WarmServers) -> None:
    for name, text in (("builders/tiny_model.py", TINY), ("specs/tiny.py", SPECIFICATION)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    # The only processes that this one has then are those that the tool leaves.
    warm_servers.end()
    adopt_orphans()
    process = start("watch", "builders", "--select", "CM310", folder=tmp_path, TMPDIR=str(temporary))
    assert process.stdout is not None

    def verdict() -> str:
        assert process.stdout is not None
        return next(line for line in process.stdout if line.startswith("1 builder"))

    try:
        assert "nothing blocks" in verdict()
        (tmp_path / "builders" / "tiny_model.py").write_text(CACHED, encoding="utf-8")
        assert "1 finding blocks" in verdict()
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate()
    finally:
        process.kill()
        process.communicate()

    assert process.returncode == 130, output + errors
    assert errors.endswith("cursus-tester: stopped\n")
    wait_for_orphans()
    assert list(temporary.iterdir()) == []
