"""Check and fingerprint the local folder of inference code."""

from __future__ import annotations

import hashlib
from pathlib import Path

# Files that the SDK's repack step leaves in the source directory when it is compiled (sagemaker 2.257.7), and bytecode.
_NOT_CODE = frozenset({"_repack_model.py", "_repack_script_launcher.sh", "__pycache__"})


def content_digest(source_dir: str, entry_points: tuple[str, ...], *circumstances: str) -> str:
    """16 hexadecimal digits that change with the code in `source_dir` and with `circumstances`.

    The SDK puts a timestamp into its upload prefix unless the model has a name. A name made from this digest compiles
    to the same definition each time, and two different uploads never share a key.

    Args:
        source_dir: A local folder, or an ``s3://`` URI, whose text is used instead of its content.
        entry_points: Scripts that must be in the folder, relative to it.
        circumstances: Whatever else goes into the upload, such as the model archive to repack.

    Raises:
        ValueError: The folder or a script in it does not exist. The SDK does not check that (sagemaker 2.257.7).
    """
    digest = hashlib.sha256("\0".join((source_dir if _is_remote(source_dir) else "", *circumstances)).encode())
    for name in entry_points:
        digest.update(f"\0{name}".encode())
    if not _is_remote(source_dir):
        _check_folder(Path(source_dir), entry_points)
        for path, relative in _code_files(Path(source_dir)):
            digest.update(f"\0{relative}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _is_remote(source_dir: str) -> bool:
    return source_dir.lower().startswith("s3://")


def _check_folder(folder: Path, entry_points: tuple[str, ...]) -> None:
    if not folder.is_dir():
        raise ValueError(f"source_dir {str(folder)!r} is not a folder; pass the folder with the inference code")
    for name in entry_points:
        if not (folder / name).is_file():
            raise ValueError(
                f"entry_point {name!r} is not in source_dir {str(folder)!r}; pass its path relative to that folder"
            )


def _code_files(folder: Path) -> list[tuple[Path, str]]:
    found = []
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        if path.is_file() and _NOT_CODE.isdisjoint(relative.parts):
            found.append((path, relative.as_posix()))
    return sorted(found, key=lambda each: each[1])
