"""Which files changed: driven by a wait that makes the changes, so that nothing sleeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cursus_tester.watching.changes import changes


def write(path: Path, text: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def many(top: Path) -> None:
    for number in range(1000):
        write(top / "many" / f"m{number:03}.py")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda top: write(top / "a.py", "longer"), ("a.py",)),
        (lambda top: (top / "a.py").unlink(), ("a.py",)),
        (lambda top: write(top / "new" / "b.toml"), ("new/b.toml",)),
        (lambda top: (top / "a.py").rename(top / "c.py"), ("a.py", "c.py")),
        (many, tuple(f"many/m{number:03}.py" for number in range(1000))),
    ],
)
def test_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], expected: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.py")
    waits = [lambda: None, lambda: change(tmp_path), lambda: None]
    found = changes(str(tmp_path), lambda _: (waits.pop(0) if waits else lambda: None)())

    assert next(found) == ()
    assert next(found) == expected


def test_what_changes_while_it_is_judged_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = changes(str(tmp_path), lambda _: None)

    assert next(found) == ()
    write(tmp_path / "a.py")
    assert next(found) == ("a.py",)
    write(tmp_path / "b.py")
    assert next(found) == ("b.py",)


def test_changes_that_have_not_settled_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    waits = [lambda: write(tmp_path / "b.py", "still typing"), lambda: None]
    found = changes(str(tmp_path), lambda _: waits.pop(0)())

    assert next(found) == ()
    write(tmp_path / "a.py")
    assert next(found) == ("a.py", "b.py")
    assert waits == []


def test_what_is_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def come(_: float) -> None:
        for name in (".git/a.py", "venv/a.py", "model.tar.gz", "__pycache__/a.py"):
            write(tmp_path / name)
        if waits and waits.pop():
            write(tmp_path / "b.py")

    waits = [True, False]
    found = changes(str(tmp_path), come)

    assert next(found) == ()
    assert next(found) == ("b.py",)


def test_a_folder_that_is_gone_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    top = tmp_path / "top"
    write(top / "a.py")
    found = changes(str(top), lambda _: None)

    assert next(found) == ()
    (top / "a.py").unlink()
    top.rmdir()
    assert next(found) == ("top/a.py",)
    write(top / "a.py", "again")
    assert next(found) == ("top/a.py",)
