"""``check --fix`` and ``--diff``: what is written is judged first, and all else is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest

from cursus_tester.cli import fixes
from cursus_tester.workers import kept
from tests.e2e.conftest import Run
from tests.e2e.test_gate import SPECIFICATION, TINY

#: Two defects that a step has at once: with the first one nobody sees the second.
BROKEN = "return CreateModelStep(name=NAME, model=model, cache_config=None)  # ours"
MENDED = 'return CreateModelStep(name=NAME, model=model, depends_on=list(kwargs.get("dependencies") or []))  # ours'
FILE = "builders/tiny_model.py"
#: Nothing else is judged, so that nothing else is looked at.
SELECT = ("--select", "SB100,SB400,SB403,CM310")


@pytest.fixture(scope="module")
def servers() -> Iterator[kept.KeptServers]:
    with kept.KeptServers() as servers:
        yield servers


@pytest.fixture(autouse=True)
def lent(servers: kept.KeptServers, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests share the servers: each takes seconds to start."""
    monkeypatch.setattr(kept, "KeptServers", lambda: nullcontext(servers))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The repository with a broken builder, with Windows' line ends."""
    for name, text in (
        (FILE, f"{TINY.rpartition('        return')[0]}        {BROKEN}\n"),
        ("specs/tiny.py", SPECIFICATION),
    ):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode())
    return tmp_path


def contents(top: Path) -> Mapping[str, bytes]:
    return {str(path): path.read_bytes() for path in top.rglob("*.py")}


def test_what_is_shown_is_what_is_written(run: Run, broken: Path) -> None:
    before = contents(broken)

    shown = run("check", "--diff", FILE, *SELECT)
    untouched = contents(broken)
    done = run("check", "--fix", FILE, *SELECT, "--no-cache", "-f", "concise")

    assert shown.returncode == 1
    added = [line for line in shown.stdout.splitlines() if line.startswith("+ ")]
    assert added == [f"+        {MENDED}"]
    assert untouched == before
    assert done.returncode == 0, done.stdout
    assert f"{FILE}:18: CM310 without cache_config" in done.stderr
    assert f'{FILE}:18: SB403 depends_on=list(kwargs.get("dependencies") or [])' in done.stderr
    after = {name: data for name, data in contents(broken).items() if before[name] != data}
    (data,) = after.values()
    assert data == before[str(broken / FILE)].replace(BROKEN.encode(), MENDED.encode())


@pytest.mark.parametrize(
    ("now", "mode", "reason"),
    [
        (b"old", 0o444, "it is read-only"),
        (b"written by somebody else", 0o644, "it changed meanwhile"),
        (None, 0o644, "it changed meanwhile"),
    ],
)
def test_a_file_that_is_not_touched(tmp_path: Path, now: bytes | None, mode: int, reason: str) -> None:
    file = tmp_path / "a.py"
    if now is not None:
        file.write_bytes(now)
        file.chmod(mode)

    assert list(fixes._write(str(file), b"old", b"new")) == [f"{file}: is not corrected: {reason}"]
    assert (file.read_bytes() if file.exists() else None) == now


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fix", "--static"], "--fix and --diff run every builder again, here; leave out --static"),
        (["--diff", "nowhere.py"], "nowhere.py: no such file or folder"),
    ],
)
def test_what_cannot_be_done(run: Run, broken: Path, arguments: list[str], message: str) -> None:
    before = contents(broken)

    result = run("check", *arguments)

    assert result.returncode == 2
    assert message in result.stderr
    assert contents(broken) == before


def test_a_file_that_does_not_parse(run: Run, broken: Path) -> None:
    (broken / FILE).write_text("class TinyModelStepBuilder(:\n", encoding="utf-8")
    before = contents(broken)

    result = run("check", "--fix", FILE, *SELECT, "--no-cache", "-f", "concise")

    assert result.returncode == 1
    assert "SB100 error" in result.stdout
    assert contents(broken) == before
