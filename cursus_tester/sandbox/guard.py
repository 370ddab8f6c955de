"""Refuse what a builder must not do while it runs, with Python's audit hooks.

Audit hooks cannot be removed, and they see what a builder does through any library. Native code bypasses them: the
kernel (`cursus_tester.sandbox.landlock`) and the process bound it: no credentials, limited memory, and all children are
killed with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cursus_tester.evidence.trace import BreachKind
from cursus_tester.files import dependencies
from cursus_tester.sandbox.refusals import EVENTS, PROGRAMS, WRITING, refusal

#: How long a thread of the builder may take to end, in seconds.
_GRACE = 0.2

#: Called with each refusal.
Report = Callable[[BreachKind, str], None]
#: Called with an event and its arguments, as Python documents them.
Note = Callable[[str, tuple[Any, ...]], None]

_LISTING = frozenset({"os.listdir", "os.scandir"})
#: Events that start a process: what it reads cannot be observed.
_STARTING = frozenset({"os.fork", "os.forkpty", "os.spawn", *PROGRAMS})
#: Events in which native code opens a file.
_OPENING = frozenset({"ctypes.dlopen", "sqlite3.connect"})
_READING_EVENTS = frozenset({"open", *_LISTING, *_OPENING, *_STARTING})
#: The event that changes the working directory.
MOVING = "os.chdir"
_HANDLED_EVENTS = EVENTS | _READING_EVENTS | {MOVING}


class Refused(PermissionError):
    """Raised in the builder instead of what it tried to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """What one `guarding` block allows, and what it has seen."""

    #: The folder that may be written to, resolved, with a separator at its end.
    own: str
    #: What reported paths are relative to.
    working_directory: str
    report: Report
    #: Threads and child processes that existed before the block: the builder is not responsible for them.
    threads: frozenset[int]
    children: frozenset[int]
    #: Paths that were opened for reading or listed (`cursus_tester.files.dependencies`).
    read: set[str] = field(default_factory=set)


_watch: _Watch | None = None
#: What is called before an event that is allowed, by its name.
_noters: Mapping[str, Note] = {}


@contextmanager
def guarding(folder: str, working_directory: str, report: Report) -> Iterator[None]:
    """Refuse in this process, until the block ends, what a builder must not do, such as writing outside `folder`.

    Paths are reported relative to `working_directory`.
    """
    global _watch
    others = {thread.ident for thread in threading.enumerate()} - {threading.get_ident(), None}
    watch = _Watch(
        own=os.path.realpath(folder) + os.sep,
        working_directory=working_directory,
        report=report,
        threads=frozenset(ident for ident in others if ident is not None),
        children=frozenset(_children()),
    )
    open_watches = [watch]
    sys.addaudithook(_hook_of(open_watches))
    previous, _watch = _watch, watch
    try:
        yield
    finally:
        _watch = previous
        open_watches.clear()


def _hook_of(open_watches: list[_Watch]) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook, which stays for the rest of the process and does nothing once `open_watches` is empty.

    Its state is in a closure and not in a module, where a builder could find it.
    """
    #: Per thread, whether an event is being handled: events that handling causes are ignored.
    state = threading.local()

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event not in _HANDLED_EVENTS or not open_watches:
            return
        [watch] = open_watches
        if getattr(state, "handling", False) or threading.get_ident() in watch.threads:
            return
        state.handling = True
        try:
            if event in _READING_EVENTS:
                watch.read.add(_looked_at(event, args))
            refused = refusal(event, args, watch.own, watch.working_directory) if event in EVENTS else None
            if refused is None:
                if event in _noters:
                    _noters[event](event, args)
                return
            kind, what = refused
            watch.report(kind, what)
        finally:
            state.handling = False
        raise Refused(f"{what} is refused: a builder under test {kind.value}")

    return hook


@contextmanager
def noting(events: Iterable[str], note: Note) -> Iterator[None]:
    """Call `note` before each of these events that is allowed, until the block ends, where `guarding` is around it.

    One hook for all takes half the time of two: Python calls it for tens of thousands of other events.
    """
    global _noters
    previous, _noters = _noters, {**_noters, **dict.fromkeys(events, note)}
    try:
        yield
    finally:
        _noters = previous


def paths_read() -> tuple[str, ...]:
    """Every path that the builder tried to read, and every folder that it listed, since `guarding` began."""
    return tuple(_watch.read) if _watch is not None else ()


def _looked_at(event: str, args: tuple[Any, ...]) -> str:
    """The absolute path that an event reads or lists; empty for none, and for a file that is already open."""
    if event in _STARTING:
        return dependencies.UNOBSERVED
    if event in _OPENING:
        return _read_path(args[0])
    if event == "open":
        path, _, flags = args
        return "" if isinstance(flags, int) and flags & WRITING else _read_path(path)
    # Python lists folders to find modules: `module_lookups` records those more precisely.
    if "importlib" in sys._getframe(2).f_code.co_filename:
        return ""
    return os.path.join(_read_path(args[0]), dependencies.EVERYTHING)


def _read_path(path: object) -> str:
    with contextlib.suppress(TypeError, ValueError, OSError):
        if isinstance(path, int):
            return os.readlink(f"/proc/self/fd/{path}")
        return os.path.abspath(os.fsdecode(path or "."))  # type: ignore[arg-type]
    return ""


def running_threads() -> frozenset[threading.Thread]:
    """All running threads."""
    return frozenset(threading.enumerate())


def left_running(threads: Container[threading.Thread]) -> Iterator[str]:
    """Name the processes and threads that the builder left running. Processes are killed.

    Threads count where they keep Python from exiting.

    Args:
        threads: Threads that existed before.
    """
    yield from kill_children()
    # Idle workers of executors end when Python exits.
    executors = getattr(sys.modules.get("concurrent.futures.thread"), "_threads_queues", ())
    for thread in threading.enumerate():
        if thread not in threads and not thread.daemon and thread not in executors:
            thread.join(_GRACE)
            if thread.is_alive():
                yield f"the thread {re.sub(r'-[0-9]+', '', thread.name)}"


def kill_children(spare: Container[int] | None = None) -> tuple[str, ...]:
    """Kill every running child process, and return their commands (Linux).

    Orphaned descendants are children too, once `adopt_orphans` was called.

    Args:
        spare: Process ids to leave alone; by default those that existed when `guarding` began.
    """
    if spare is None:
        spare = _watch.children if _watch is not None else ()
    ended: dict[int, str] = {}
    while True:
        living = [pid for pid in _children() if pid not in ended and pid not in spare]
        if not living:
            return tuple(ended.values())
        for pid in living:
            ended[pid] = _command(pid)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in living:
            # Its own children become children of this process only once it is gone.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def adopt_orphans() -> None:
    """Make this process the new parent of descendants whose parent ends (Linux ``PR_SET_CHILD_SUBREAPER``)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def _children() -> Iterator[int]:
    if not _has_children():
        return
    with contextlib.suppress(OSError):
        for task in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{task}/children", encoding="ascii") as listed:
                yield from (pid for pid in map(int, listed.read().split()) if not _is_zombie(pid))


def _has_children() -> bool:
    """Whether this process has any child, ended or not: one call where reading who they are takes ten."""
    if not hasattr(os, "waitid"):
        return True
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _is_zombie(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as status:
            return status.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _command(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as name:
            return name.read().strip()
    except OSError:
        return "a process"
