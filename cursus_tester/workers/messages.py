"""The messages between parent, server and workers: one line each, a letter and JSON.

Nothing is pickled: a worker runs code from a pull request, and what it sends is only ever decoded as data. Its lines
begin with a word that each worker is told anew, so that what else is written into its connection is not taken for one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from cursus_tester.evidence.builder import Builder
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.evidence.trace import Breach, Trace
from cursus_tester.probe.job import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerRequest:
    """Parent to server, with one end of the worker's socket: fork a worker for this builder."""

    number: int
    job: Job
    #: Where the tool was started.
    working_directory: str
    #: Whether earlier workers have run some of its scenarios, so that the config and the facts are known.
    is_continued: bool
    #: The memory that the builder may use in addition to that of the SDK, in bytes; 0: any.
    memory_limit: int
    #: Where the worker makes its own temporary folder.
    temporary_folder: str
    #: Config fields that differ in every builder that this worker makes.
    config_changes: dict[str, Any]
    #: Whether combined scenarios are to follow those that change one thing.
    combines: bool
    #: The names of the scenarios whose pipeline earlier workers compiled.
    compiled: tuple[str, ...]
    #: The number of the builder: all its processes work in a folder of the same name.
    builder: int
    #: The beginning of each line of the worker.
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """Server to parent: the SDK is imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forked:
    """Server to parent: the worker of request `number` is process `pid`."""

    number: int
    pid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Server to parent: that worker ended; negative statuses are signals."""

    number: int
    status: int
    #: The processes that it left behind, now killed.
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Worker to parent: every scenario was run."""

    #: The paths that the builder depends on outside libraries (`cursus_tester.files.dependencies`). Absolute.
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """Worker to parent: the scenarios that follow those that change one thing."""

    scenarios: tuple[Scenario, ...]


#: A breach is sent at once, so that nothing the builder does later can suppress it.
Message = Started | Forked | Ended | Finished | Combined | Breach | Builder | Trace

_LETTERS: dict[str, type] = {
    "S": Started,
    "F": Forked,
    "E": Ended,
    "Z": Finished,
    "C": Combined,
    "R": Breach,
    "B": Builder,
    "T": Trace,
}
_LETTER_OF = {cls: letter for letter, cls in _LETTERS.items()}


def encode(message: Message, password: str = "") -> bytes:
    """The line of a message, with its line break."""
    try:
        content = msgspec.json.encode(message)
    except ValueError:
        content = msgspec.json.encode(_encodable(msgspec.to_builtins(message)))
    return password.encode() + _LETTER_OF[type(message)].encode() + content + b"\n"


def _encodable(value: Any) -> Any:
    """`value` with replacements for what JSON cannot hold: lone surrogates and huge numbers."""
    if isinstance(value, dict):
        return {_encodable(key): _encodable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(each) for each in value]
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, int) and value.bit_length() > 64:
        return f"<a number of {value.bit_length()} bits>"
    return value


def decode(line: bytes, password: str = "") -> Message:
    """The message of one line.

    Raises:
        ValueError: It is none: the sender was not ours, or something wrote into its socket.
    """
    if not line.startswith(password.encode()):
        raise ValueError(f"not of the worker: {line[:80]!r}")
    line = line[len(password) :]
    cls = _LETTERS.get(line[:1].decode("latin-1"))
    if cls is None:
        raise ValueError(f"not a message: {line[:80]!r}")
    message: Message = msgspec.json.decode(line[1:], type=cls)
    return message
