"""What a builder must not do while it is probed: it is refused, and noted with the line that did it.

Python's audit hooks cannot be taken out again, and they see what a builder does through any library. What native code
does past them is bounded by the process: no credentials, limited memory, killed with its children.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cursus_tester import witness
from cursus_tester.evidence.trace import BreachKind

#: How long a thread that was started may take to end, in seconds.
_GRACE = 0.2

#: Told what was refused.
Report = Callable[[BreachKind, str], None]

_CONNECTIONS = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyaddr", "socket.gethostbyname", "socket.sendto"}
)
#: Which arguments of an event are paths that it changes, and which argument is the folder they are relative to.
_CHANGES: dict[str, tuple[tuple[int, int | None], ...]] = {
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.link": ((1, 3),),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
}
_LISTING = frozenset({"os.listdir", "os.scandir"})
#: Another program or process is started: what that looks at is not seen.
_STARTING = frozenset(
    {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn", "subprocess.Popen"}
)
#: Native code opens a file.
_OPENING = frozenset({"ctypes.dlopen", "sqlite3.connect"})
_SEEN = frozenset({"open", *_CONNECTIONS, *_CHANGES, *_LISTING, *_OPENING, *_STARTING})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DEVICES = ("/dev/null", "/dev/tty", "/dev/stdout", "/dev/stderr", "/dev/shm/")


class Refused(PermissionError):
    """Raised in the builder in place of what it tried to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watch:
    """What is guarded against, and on whose account."""

    #: The folder that may be written to, resolved, with a separator at its end.
    own: str
    #: What reported paths are relative to.
    working_directory: str
    report: Report
    #: Threads and children of this process that were there before: what they do is not the builder's doing.
    threads: frozenset[int]
    children: frozenset[int]
    #: What was opened for reading, or listed (`cursus_tester.witness`).
    read: set[str] = field(default_factory=set)


_watch: _Watch | None = None
#: In each thread, whether an event is being judged: what judging does itself is not judged.
_state = threading.local()


@contextmanager
def guarding(folder: str, working_directory: str, report: Report) -> Iterator[None]:
    """Refuse until the block ends, in this process, every connection and every change of a file outside `folder`.

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
    _hook_in()
    previous, _watch = _watch, watch
    try:
        yield
    finally:
        _watch = previous


@functools.cache
def _hook_in() -> None:
    """Add the audit hook, once: it stays for the rest of the process and does nothing while nothing is guarded."""
    sys.addaudithook(_hook)


def _hook(event: str, args: tuple[Any, ...]) -> None:
    watch = _watch
    if watch is None or event not in _SEEN:
        return
    if getattr(_state, "judging", False) or threading.get_ident() in watch.threads:
        return
    _state.judging = True
    try:
        refused = _judge(event, args, watch)
        if refused is None:
            return
        kind, what = refused
        watch.report(kind, what)
    finally:
        _state.judging = False
    raise Refused(f"{what}: refused, a builder that is tested {kind.value}")


def paths_read() -> tuple[str, ...]:
    """Every path that was opened for reading, be it in vain, and every folder listed, since `guarding` began."""
    return tuple(_watch.read) if _watch is not None else ()


def _judge(event: str, args: tuple[Any, ...], watch: _Watch) -> tuple[BreachKind, str] | None:
    if event in _CONNECTIONS:
        return BreachKind.CONNECTION, f"{event}({_address(event, args)})"
    if event in _STARTING:
        watch.read.add(witness.UNSEEN)
        return None
    if event in _OPENING:
        watch.read.add(_read_path(args[0]))
        return None
    if event in _LISTING:
        # Python lists folders to find modules and distributions; what it looked for is known better (`lookups`).
        if "importlib" not in sys._getframe(2).f_code.co_filename:
            watch.read.add(os.path.join(_read_path(args[0]), witness.EVERYTHING))
        return None
    if event == "open":
        path, _, flags = args
        if not isinstance(flags, int) or not flags & _WRITING:
            watch.read.add(_read_path(path))
            return None
        # The name of a temporary file is another each time.
        return _outside(path, None, watch, is_new=bool(flags & os.O_EXCL))
    for index, relative_to in _CHANGES[event]:
        descriptor = args[relative_to] if relative_to is not None and relative_to < len(args) else None
        refused = _outside(args[index], descriptor, watch)
        if refused is not None:
            return refused
    return None


def _read_path(path: object) -> str:
    """The absolute path of what is read; empty for what is open already."""
    with contextlib.suppress(TypeError, ValueError, OSError):
        if isinstance(path, int):
            return os.readlink(f"/proc/self/fd/{path}")
        return os.path.abspath(os.fsdecode(path or "."))  # type: ignore[arg-type]
    return ""


def _address(event: str, args: tuple[Any, ...]) -> str:
    address = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
    if isinstance(address, tuple):
        return ":".join(str(part) for part in address[:2])
    return address if isinstance(address, str) else type(address).__name__


def _outside(path: object, descriptor: object, watch: _Watch, is_new: bool = False) -> tuple[BreachKind, str] | None:
    if isinstance(path, int) or path is None:
        return None
    with contextlib.suppress(TypeError, ValueError, OSError):
        text = os.fsdecode(path)  # type: ignore[arg-type]
        if isinstance(descriptor, int) and descriptor >= 0 and not os.path.isabs(text):
            text = os.path.join(os.readlink(f"/proc/self/fd/{descriptor}"), text)
        # The folder around it, resolved: the last part may be a link that is itself to be removed.
        around, name = os.path.split(os.path.abspath(text))
        resolved = os.path.join(os.path.realpath(around), name)
        if (resolved + os.sep).startswith(watch.own) or resolved.startswith(_DEVICES):
            return None
        shown = os.path.relpath(os.path.dirname(resolved), watch.working_directory)
        name = "a new file" if is_new else os.path.basename(resolved)
        return BreachKind.WRITE, f"writing {os.path.normpath(os.path.join(shown, name))}"
    return None


def running_threads() -> frozenset[threading.Thread]:
    """The threads that run now."""
    return frozenset(threading.enumerate())


def left_running(threads: Container[threading.Thread]) -> Iterator[str]:
    """Name what was started and runs on: processes, which are killed, and threads that keep Python from ending.

    Args:
        threads: Those that are spared.
    """
    yield from end_children()
    # Idle workers of executors end with Python by themselves.
    executors = getattr(sys.modules.get("concurrent.futures.thread"), "_threads_queues", ())
    for thread in threading.enumerate():
        if thread not in threads and not thread.daemon and thread not in executors:
            thread.join(_GRACE)
            if thread.is_alive():
                yield f"the thread {re.sub(r'-[0-9]+', '', thread.name)}"


def end_children(spare: Container[int] | None = None) -> tuple[str, ...]:
    """Kill every process that this one started and that still lives, and tell what they were (Linux).

    A process that was left behind by its own parent counts too, once `adopt_orphans` was called.

    Args:
        spare: Those that are to live; left out: those that were there when `guarding` began.
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
            # Its own children are handed to this process only once it is gone.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def adopt_orphans() -> None:
    """Make this process the new parent of descendants whose parent ends (Linux ``PR_SET_CHILD_SUBREAPER``)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def _children() -> Iterator[int]:
    with contextlib.suppress(OSError):
        for task in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{task}/children", encoding="ascii") as listed:
                yield from (pid for pid in map(int, listed.read().split()) if not _is_zombie(pid))


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
