"""Replacing the content of a user's file."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from cursus_tester.files.replacing import replace_content


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    file, link = tmp_path / "run.py", tmp_path / "link.py"
    file.write_bytes(b"old\r\n")
    file.chmod(0o750)
    link.symlink_to(file)

    replace_content(str(link), b"new\r\n", b"old\r\n")

    assert (file.read_bytes(), file.stat().st_mode & 0o777, link.is_symlink()) == (b"new\r\n", 0o750, True)
    assert sorted(os.listdir(tmp_path)) == ["link.py", "run.py"]


def test_a_new_file_in_a_new_folder(tmp_path: Path) -> None:
    replace_content(str(tmp_path / "a" / "b" / "c.yml"), b"x", None)

    assert (tmp_path / "a" / "b" / "c.yml").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("content", "mode", "expected", "number"),
    [
        (b"other", 0o644, b"old", errno.ESTALE),
        (b"other", 0o644, None, errno.ESTALE),
        (None, 0o644, b"old", errno.ESTALE),
        (b"old", 0o444, b"old", errno.EACCES),
    ],
)
def test_what_is_not_touched(
    tmp_path: Path, content: bytes | None, mode: int, expected: bytes | None, number: int
) -> None:
    file = tmp_path / "a.py"
    if content is not None:
        file.write_bytes(content)
        file.chmod(mode)

    with pytest.raises(OSError, match=r"a\.py") as error:
        replace_content(str(file), b"new", expected)

    assert error.value.errno == number
    assert (file.read_bytes() if file.exists() else None) == content
