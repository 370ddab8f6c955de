"""Scorecards of earlier runs, kept as long as nothing changed that could change them.

An entry names every file of the checked tree that the builder imported or read, by content hash. It counts only
while all of them, the tool, its rules, the SDK, Python and the options are the same. Entries are signed with a key that
is kept with the user, outside the tree: a cache that comes with a pull request is ignored.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import importlib.metadata
import os
import platform
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from cursus_tester import __version__
from cursus_tester.model import Scorecard, Subject

#: Distributions whose version can change a result.
_DISTRIBUTIONS = ("sagemaker", "boto3", "botocore", "moto", "pydantic", "hypothesis")
DEFAULT_FOLDER = ".cursus-tester-cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    #: Content hash by path, relative to the working directory.
    files: Mapping[str, str]
    scorecard: Scorecard


class ResultCache:
    """The entries of one folder, for one set of rules and options."""

    def __init__(self, folder: Path, key: bytes, circumstances: str) -> None:
        self._folder = folder
        self._key = key
        self._circumstances = circumstances

    def get(self, subject: Subject) -> Scorecard | None:
        """The scorecard of an earlier run; ``None`` when there is none that still counts."""
        try:
            signature, _, payload = self._path(subject).read_bytes().partition(b"\n")
            if not hmac.compare_digest(signature, self._signature(payload)):
                return None
            entry = msgspec.json.decode(payload, type=_Entry)
        except (OSError, msgspec.MsgspecError):
            return None
        if subject != entry.scorecard.subject or any(_hash(path) != known for path, known in entry.files.items()):
            return None
        return entry.scorecard

    def put(self, subject: Subject, scorecard: Scorecard, files: Iterable[str]) -> None:
        """Keep a scorecard with the `files` that it depends on; where it cannot be written, nothing is kept."""
        hashes = {os.path.relpath(path): _hash(path) for path in (*files, subject.file)}
        payload = msgspec.json.encode(_Entry(files=dict(sorted(hashes.items())), scorecard=scorecard))
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            ignore = self._folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
            _replace(self._path(subject), self._signature(payload) + b"\n" + payload)

    def _path(self, subject: Subject) -> Path:
        name = hashlib.sha256(f"{self._circumstances}\0{subject.id}\0{subject.file}".encode()).hexdigest()
        return self._folder / f"{name}.json"

    def _signature(self, payload: bytes) -> bytes:
        return hmac.new(self._key, self._circumstances.encode() + b"\0" + payload, "sha256").hexdigest().encode()


def open_cache(folder: str | None, options: object) -> ResultCache | None:
    """The cache in `folder` for runs with `options`; ``None`` where no key can be kept to sign entries with."""
    key = _key()
    if key is None:
        return None
    return ResultCache(Path(folder or DEFAULT_FOLDER), key, _circumstances(options))


def _circumstances(options: object) -> str:
    """Everything but the checked tree that can change a result, in one line."""
    versions = [f"{name} {_version(name)}" for name in _DISTRIBUTIONS]
    package = Path(__file__).parent
    sources = sorted(
        (str(path.relative_to(package)), status.st_size, status.st_mtime_ns)
        for path in package.rglob("*.py")
        if (status := path.stat())
    )
    described = repr((__version__, platform.python_version(), os.getcwd(), versions, sources, options))
    return hashlib.sha256(described.encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "absent"


def _hash(path: str) -> str:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return "unreadable"


def _key() -> bytes | None:
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    path = Path(home, "cursus-tester", "key")
    with contextlib.suppress(OSError):
        return path.read_bytes()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:
                file.write(secrets.token_bytes(32))
        return path.read_bytes()
    return None


def _replace(path: Path, content: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
