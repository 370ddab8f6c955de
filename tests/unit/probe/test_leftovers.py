"""What one scenario writes is gone before the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester.probe.leftovers import without_leftovers


def test_what_is_new_goes_and_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "train.py").write_text("# code\n", encoding="utf-8")
    with without_leftovers(str(tmp_path)):
        (tmp_path / "code" / "repack.py").write_text("", encoding="utf-8")
        (tmp_path / "work" / "deep").mkdir(parents=True)
        (tmp_path / "work" / "deep" / "lock").write_text("", encoding="utf-8")
        (tmp_path / "link").symlink_to(tmp_path / "code", target_is_directory=True)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["code", "code/train.py"]


def test_it_goes_where_the_block_raises(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()

    def build() -> None:
        with without_leftovers(str(tmp_path)):
            (tmp_path / "lock" / "file").write_text("", encoding="utf-8")
            (tmp_path / "lock").mkdir()

    with pytest.raises(FileExistsError):
        build()
    assert list((tmp_path / "lock").iterdir()) == []
