"""An archive of code that is packed again is the same one, as long as nothing that it holds has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sagemaker import utils

from cursus_tester.sdk.either import archives
from cursus_tester.sdk.either.archives import packing_once

PACK: Callable[..., str] = utils.create_tar_file


class Packer:
    """Packs with the SDK's own function and counts how often that is called."""

    def __init__(self) -> None:
        self.count = 0
        self.pack = packing_once(self._pack)

    def _pack(self, files: list[str], target: str | None = None) -> str:
        self.count += 1
        return PACK(files, target)


@pytest.fixture
def packer(monkeypatch: pytest.MonkeyPatch) -> Packer:
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.5)
    return Packer()


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    (folder / "inner").mkdir(parents=True)
    for name in ("inference.py", "inner/helper.py"):
        (folder / name).write_text("# code\n", encoding="utf-8")
    return folder


def test_the_same_bytes_as_the_sdk_packs(packer: Packer, code: Path, tmp_path: Path) -> None:
    files = [str(code / name) for name in ("inference.py", "inner")]
    first, second, other = (str(tmp_path / name / "code.tar.gz") for name in ("first", "second", "other"))
    for each in (first, second, other):
        os.mkdir(os.path.dirname(each))

    assert packer.pack(files, first) == first
    assert packer.pack(files, second) == second
    PACK(files, other)

    assert packer.count == 1
    assert Path(first).read_bytes() == Path(second).read_bytes() == Path(other).read_bytes()


def test_a_compressed_file_holds_its_own_name(packer: Packer, code: Path, tmp_path: Path) -> None:
    for name in ("one.tar.gz", "other.tar.gz"):
        packer.pack([str(code)], str(tmp_path / name))
    assert packer.count == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda code: (code / "inner" / "helper.py").write_text("# other\n", encoding="utf-8"),
        lambda code: (code / "inner" / "new.py").write_text("", encoding="utf-8"),
        lambda code: (code / "inner" / "helper.py").unlink(),
        lambda code: (code / "inference.py").chmod(0o700),
        lambda code: os.utime(code / "inference.py", (1, 1)),
    ],
    ids=["content", "new file", "no file", "rights", "date"],
)
def test_what_has_changed_is_packed_again(
    packer: Packer, code: Path, tmp_path: Path, change: Callable[[Path], object]
) -> None:
    files = [str(code / name) for name in ("inference.py", "inner")]
    packer.pack(files, str(tmp_path / "archive"))
    change(code)
    packer.pack(files, str(tmp_path / "archive"))
    assert packer.count == 2


def test_another_second_makes_another_archive(
    packer: Packer, code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packer.pack([str(code)], str(tmp_path / "archive"))
    monkeypatch.setattr("time.time", lambda: 1_900_000_001.5)
    packer.pack([str(code)], str(tmp_path / "archive"))
    assert packer.count == 2


def test_a_link_in_a_folder_is_the_sdks_affair(packer: Packer, code: Path, tmp_path: Path) -> None:
    (code / "inner" / "link.py").symlink_to(code / "inference.py")
    for _ in range(2):
        packer.pack([str(code)], str(tmp_path / "archive"))
    assert packer.count == 2


def test_what_is_missing_is_the_sdks_affair(packer: Packer, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        packer.pack([str(tmp_path / "missing.py")], str(tmp_path / "archive"))


def test_large_archives_are_not_kept(
    packer: Packer, code: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_LONGEST", 10)
    for _ in range(2):
        packer.pack([str(code)], str(tmp_path / "archive"))
    assert packer.count == 2
