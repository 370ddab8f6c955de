"""The digest of inference code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cursus_tester.contract.inference_code import content_digest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / "inference.py").write_text("x = 1\n")
    (tmp_path / "lib" / "features.py").write_text("y = 1\n")
    return tmp_path


def digest_of(folder: Path) -> str:
    return content_digest(str(folder), ("inference.py",))


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (lambda folder: (folder / "inference.py").write_text("x = 2\n"), True),
        (lambda folder: (folder / "lib" / "features.py").rename(folder / "lib" / "other.py"), True),
        (lambda folder: (folder / "_repack_model.py").write_text("by the SDK"), False),
        (lambda folder: (folder / "lib" / "__pycache__").mkdir(), False),
    ],
    ids=["content", "name", "the SDK's repack script", "bytecode"],
)
def test_changes_with_the_code(folder: Path, change: Callable[[Path], object], differs: bool) -> None:
    before = digest_of(folder)
    change(folder)
    assert (digest_of(folder) != before) is differs


def test_changes_with_everything_that_is_uploaded(folder: Path) -> None:
    (folder / "other.py").write_text("")
    digests = {
        content_digest(str(folder), ("inference.py",)),
        content_digest(str(folder), ("other.py",)),
        content_digest(str(folder), ("inference.py",), "s3://b/model.tar.gz"),
        content_digest("s3://b/a/sourcedir.tar.gz", ("inference.py",)),
        content_digest("s3://b/b/sourcedir.tar.gz", ("inference.py",)),
    }
    assert len(digests) == 5


@pytest.mark.parametrize(
    ("source_dir", "entry_point", "message"),
    [
        ("nowhere", "inference.py", "source_dir .*nowhere' is not a folder"),
        (".", "src/serve.py", "entry_point 'src/serve"),
    ],
)
def test_code_that_is_not_there(folder: Path, source_dir: str, entry_point: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        content_digest(str(folder / source_dir), (entry_point,))
