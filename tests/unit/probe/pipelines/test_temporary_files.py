"""What code makes below ``/tmp`` lies in a folder of its own, and is found where the code looks for it."""

from __future__ import annotations

import os
import pathlib
import shutil
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from cursus_tester.probe.pipelines.temporary_files import owning_temporary_files

TOP = f"/tmp/{uuid.uuid4().hex}"


@pytest.fixture(autouse=True)
def redirected(tmp_path: Path) -> Iterator[None]:
    with owning_temporary_files(str(tmp_path / "own"), [str(tmp_path)]):
        yield
    assert not os.path.lexists(TOP)


def test_what_is_made_is_found(tmp_path: Path) -> None:
    os.makedirs(f"{TOP}/code/deep", exist_ok=True)
    with open(f"{TOP}/code/train.py", mode="w", encoding="utf-8") as stream:
        stream.write("print(1)")
    pathlib.Path(TOP, "settings.json").write_text("{}", encoding="utf-8")
    shutil.copy(f"{TOP}/code/train.py", f"{TOP}/code/again.py")
    os.rename(f"{TOP}/settings.json", f"{TOP}/other.json")
    with tarfile.open(f"{TOP}/code.tar.gz", "w:gz") as archive:
        archive.add(f"{TOP}/code", arcname=".")

    assert sorted(os.listdir(TOP)) == ["code", "code.tar.gz", "other.json"]
    assert os.path.isfile(f"{TOP}/code/again.py")
    assert pathlib.Path(TOP, "code", "deep").is_dir()
    assert (tmp_path / "own" / TOP.lstrip("/") / "code" / "train.py").is_file()
    shutil.rmtree(TOP)
    assert not os.path.exists(TOP)


def test_other_paths_are_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "beside.txt").write_text("1", encoding="utf-8")
    assert os.path.isfile(tmp_path / "beside.txt")
    assert not (tmp_path / "own" / "tmp" / "beside.txt").exists()
    with pytest.raises(FileNotFoundError):
        pathlib.Path(f"{TOP}/not/there").read_text(encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        os.mkdir(f"{TOP}/not/there")
