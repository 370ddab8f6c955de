"""What is kept of earlier runs, as long as nothing changed that could change it.

An entry names every path of the file system that it rests on, with what was there
(`cursus_tester.files.dependencies`). It counts only while all of them, the tool, its
rules, the SDK, Python, the environment and the options are the same. Entries are signed with
a key that is kept with the user, outside the tree: a cache that comes with a pull request is ignored.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import hmac
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from cursus_tester.files import dependencies
from cursus_tester.files.fingerprints import Fingerprints, last_change
from cursus_tester.files.libraries import is_library
from cursus_tester.sandbox.environment import scrubbed
from cursus_tester.settings.defaults import CACHE_FOLDER
from cursus_tester.version import __version__

_Content = TypeVar("_Content")
#: What a shell and a terminal say of themselves, and pytest of its run: another each time, and of no use to a builder.
_OF_A_SESSION = frozenset({"_", "OLDPWD", "PYTEST_CURRENT_TEST", "SHLVL", "TERM_SESSION_ID", "WINDOWID"})
_OF_SESSIONS = ("PYTEST_XDIST_", "SSH_", "TMUX", "XDG_SESSION_")
#: In bytes.
_KEY_SIZE = 32


class Store:
    """The entries of one folder. Each stands under a name that says what was asked, and holds the last answer."""

    def __init__(self, folder: str, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._circumstances = _circumstances()
        self._fingerprints = Fingerprints()
        #: What relative paths are relative to.
        self.place = os.getcwd()
        #: When the folder was made, which changed the one around it.
        self._made = 0

    def within(self, place: str) -> Store:
        """The same entries for one of several folders that stand for `place`, once it is the working directory.

        Relative paths lead into that folder, which may have another name each time.
        """
        other = copy.copy(self)
        other._folder = os.path.join(self.place, self._folder)
        other._fingerprints = Fingerprints()
        other.place = place
        return other

    def get(self, asked: str, type: type[_Content]) -> _Content | None:
        """The answer of an earlier run to what is asked; ``None`` when there is none that still counts."""
        kept = self.read(asked)
        if kept is None:
            return None
        rests_on, content = kept
        try:
            if not self._fingerprints.match(rests_on):
                return None
            answer = msgspec.json.decode(content, type=type)
        except (ValueError, msgspec.MsgspecError):
            return None
        dependencies.record(*rests_on)
        return answer

    def read(self, asked: str) -> tuple[dict[str, str], bytes] | None:
        """What was put last under `asked`: fingerprints of what it rests on, which may have changed, and JSON.

        ``None`` where there is none, and where it was put by somebody else or under other circumstances.
        """
        try:
            with open(self._path(asked), "rb") as file:
                signature, states, content = file.read().split(b"\n")
            if not hmac.compare_digest(signature, self._signature(asked, states, content)):
                return None
            return msgspec.json.decode(states, type=dict[str, str]), content
        except (OSError, ValueError, msgspec.MsgspecError):
            return None

    def changed(self, earlier: Mapping[str, str]) -> frozenset[str]:
        """The paths that do not have their earlier fingerprint any more."""
        return self._fingerprints.changed(earlier)

    def states(self, rests_on: Iterable[str]) -> dict[str, str] | None:
        """The fingerprints of paths; ``None`` where one changed since the run began."""
        return self._fingerprints.take(rests_on, self._made)

    def put(self, asked: str, answer: object, rests_on: Iterable[str]) -> bool:
        """Keep an answer with the paths that it rests on; whether that could be done."""
        seen = self.states(rests_on)
        return seen is not None and self.keep(asked, answer, seen)

    def keep(self, asked: str, answer: object, seen: Mapping[str, str]) -> bool:
        """Keep an answer with the fingerprints of what it rests on; whether that could be done."""
        try:
            content = msgspec.json.encode(answer)
            if msgspec.json.decode(content, type=type(answer)) != answer:
                return False
        except ValueError:  # JSON has no lone surrogates.
            return False
        return self.write(asked, seen, content)

    def write(self, asked: str, seen: Mapping[str, str], content: bytes) -> bool:
        """Keep JSON with the fingerprints of what it rests on; whether that could be done."""
        try:
            self._make_folder()
            states = msgspec.json.encode(seen)
            _replace(self._path(asked), b"\n".join((self._signature(asked, states, content), states, content)))
        except (OSError, ValueError):
            return False
        dependencies.record(*seen)
        return True

    def _make_folder(self) -> None:
        if os.path.isdir(self._folder):
            return
        is_untouched = last_change(self._folder) < self._fingerprints.since
        around = self._folder
        while not os.path.isdir(around):
            around = os.path.dirname(around) or "."
        os.makedirs(self._folder, exist_ok=True)
        _write_new(os.path.join(self._folder, ".gitignore"), b"*\n")
        self._made = last_change(around) if is_untouched else 0

    def _path(self, asked: str) -> str:
        return os.path.join(self._folder, f"{hashlib.sha256(asked.encode(errors='surrogatepass')).hexdigest()}.json")

    def _signature(self, asked: str, *parts: bytes) -> bytes:
        signed = b"\n".join((asked.encode(errors="surrogatepass"), self._circumstances, *parts))
        return hmac.new(self._key, signed, "sha256").hexdigest().encode()


def open_store(folder: str | None) -> Store | None:
    """The store in `folder`, or in the default one; ``None`` where no key can be kept to sign entries with."""
    key = _key()
    return Store(folder or CACHE_FOLDER, key) if key is not None else None


def _circumstances() -> bytes:
    """Everything but files that builders and rules look at that can change a result, in one line."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    variables = [
        (name, value)
        for name, value in sorted(scrubbed(os.environ).items())
        if name not in _OF_A_SESSION and not name.startswith(_OF_SESSIONS)
    ]
    python = (sys.version, sys.flags, sys.path)
    described = (__version__, python, list(_installed()), sorted(_sources(package)), os.getcwd(), variables)
    return hashlib.sha256(repr(described).encode(errors="surrogatepass")).hexdigest().encode()


def _installed() -> Iterator[tuple[str, int, int]]:
    """Every distribution that Python finds: its name with its version, and when it was installed."""
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as entries:
                found = sorted(each.path for each in entries if each.name.endswith((".dist-info", ".egg-info", ".pth")))
        except OSError:
            continue
        for path in found:
            # Names of rules of other distributions stand in a file of it.
            yield path, _modified(path), _modified(os.path.join(path, "entry_points.txt"))


def _modified(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def _sources(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for each in entries:
            if each.is_dir():
                if each.name != "__pycache__":
                    yield from _sources(each.path)
            else:
                status = each.stat()
                yield each.path, status.st_size, status.st_mtime_ns


def beside_the_builders() -> Iterator[str]:
    """What every result rests on beside what was looked at for it."""
    yield from _sources_of_others()
    yield from _import_folders()


def _sources_of_others() -> Iterator[str]:
    """The files of modules in this process that are neither installed nor the tool's: of rules under development."""
    for module in tuple(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and not is_library(file):
            yield file


def _import_folders() -> Iterator[str]:
    """The folders, as those of PYTHONPATH, where a new module would go before one that the SDK imports."""
    # The first is that of the command; no builder is run with it.
    for folder in sys.path[1:]:
        if not is_library(os.path.join(folder, "")):
            yield os.path.join(folder, dependencies.PYTHON_FILES)


def user_folder() -> str:
    """Where the tool keeps what belongs to the user and to no tree."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "cursus-tester")


def _key() -> bytes | None:
    path = os.path.join(user_folder(), "key")
    with contextlib.suppress(OSError):
        return _read_key(path)
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True, mode=0o700)
        _write_new(path, os.urandom(_KEY_SIZE))
        return _read_key(path)
    return None


def _read_key(path: str) -> bytes | None:
    """The key; ``None`` for the file of a process that died over it: what an empty key signs anybody can sign."""
    with open(path, "rb") as file:
        key = file.read()
    return key if len(key) == _KEY_SIZE else None


def _write_new(path: str, content: bytes) -> None:
    """Write a file that is not there yet, for its owner alone."""
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(content)


def _replace(path: str, content: bytes) -> None:
    import tempfile

    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path), suffix=".tmp")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
