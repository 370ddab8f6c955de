"""Paths are resolved as Python resolves them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cursus_tester.sandbox.resolving import resolved


@pytest.mark.parametrize(
    "path",
    [
        "folder/file",
        "folder/new",
        "folder/new/newer",
        "folder/../folder/./file",
        "link/file",
        "link/new",
        "link/..",
        "file link",
        "dead link",
        "dead link/new",
        "loop",
        "loop/new",
        "folder/file/new",
        "",
        "folder/ä\udcff",
        ".",
        "new/..",
        "new/../folder/file",
        "/",
        "/proc/self/fd/0",
        "x" * 300,
        "/".join("y" * 50),
    ],
)
def test_as_python_does(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("folder/file").touch()
    for link, target in (("link", "folder"), ("file link", "link/file"), ("dead link", "nowhere"), ("loop", "loop")):
        Path(link).symlink_to(target)
    for each in (path, os.path.abspath(path)):
        assert resolved(each) == os.path.realpath(each)
