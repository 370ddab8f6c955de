"""Decide which of Python's audit events are refused to a builder under test."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from types import FrameType, FunctionType
from typing import Any

from cursus_tester.evidence.trace import BreachKind
from cursus_tester.sandbox.resolving import resolved
from cursus_tester.sdk.names import PACKAGE

#: What is refused: its kind, and a description.
Refusal = tuple[BreachKind, str]

#: Events that use the network, with the index of the address among their arguments.
_CONNECTIONS = {
    "socket.bind": 1,
    "socket.connect": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyaddr": 0,
    "socket.gethostbyname": 0,
    "socket.getnameinfo": 0,
    "socket.sendmsg": 1,
    "socket.sendto": 1,
}
#: Events that change files: the indices of the path, and of the folder descriptor that it is relative to.
_CHANGES: Mapping[str, tuple[tuple[int, int | None], ...]] = {
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.link": ((0, 2), (1, 3)),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.removexattr": ((0, None),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.setxattr": ((0, None),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
    "sqlite3.connect": ((0, None),),
}
#: Events of these that change the name in a folder and not the target of a link.
_OF_NAMES = frozenset({"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink"})
#: Events that start a program, which is their first argument.
PROGRAMS = frozenset({"os.exec", "os.posix_spawn", "os.startfile", "os.system", "pty.spawn", "subprocess.Popen"})
_SIGNALS = frozenset({"os.kill", "os.killpg", "resource.prlimit"})
_NATIVE = frozenset(
    {"ctypes.call_function", "ctypes.cdata", "ctypes.dlopen", "ctypes.dlsym", "ctypes.string_at", "ctypes.wstring_at"}
)
_MEMORY = frozenset({"gc.get_objects", "gc.get_referents", "gc.get_referrers"})
_OF_CODE = ("__bases__", "__code__", "__defaults__", "__kwdefaults__")

#: The events for which `refusal` decides.
EVENTS = frozenset({*_CONNECTIONS, *_CHANGES, *PROGRAMS, *_SIGNALS, *_NATIVE, *_MEMORY, "open", "object.__setattr__"})

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DEVICES = ("/dev/null", "/dev/tty", "/dev/shm/")
#: Links to open files of the process.
_OWN_OUTPUT = ("/dev/fd/", "/dev/stderr", "/dev/stdout")
#: Files that hold credentials: the environment and memory of processes, and the folder ``.aws``.
_SECRET = re.compile(r"/proc/.*/(environ|mem)|.*/\.aws/.*")

_STDLIB = os.path.join(sysconfig.get_path("stdlib"), "")
_LIBRARIES = tuple(
    os.path.join(sysconfig.get_path(name), "") for name in ("stdlib", "platstdlib", "purelib", "platlib")
)
_HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")
_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(_HERE)), "")
_CTYPES = os.path.join(_STDLIB, "ctypes", "")
_STARTERS = (_STDLIB + "os.py", _STDLIB + "subprocess.py")
#: Modules of Python that start programs to learn about the machine.
_SYSTEM_QUERIES = (_STDLIB + "platform.py", _STDLIB + "uuid.py", _CTYPES)

#: Packages that a builder must not change.
_PROTECTED = frozenset({"boto3", "botocore", "cursus_tester", "moto", PACKAGE})


def is_protected(module: str) -> bool:
    """Whether a builder must not change a module, by its dotted name."""
    return module.partition(".")[0] in _PROTECTED


def refusal(event: str, args: tuple[Any, ...], own: str, working_directory: str) -> Refusal | None:
    """Why an event of `EVENTS` is refused; ``None`` where it is allowed.

    Args:
        event: The name of the event.
        args: Its arguments, as Python documents them.
        own: The folder that may be written to, resolved, with a separator at its end.
        working_directory: Described paths are relative to it.
    """
    if event == "open":
        path, _, flags = args
        if isinstance(flags, int) and flags & WRITING:
            # The name of a new temporary file differs each time.
            is_new = bool(flags & os.O_EXCL)
            return _outside(path, None, own, working_directory, follows=not is_new, is_new=is_new)
        return _read(path, own)
    if event in _CHANGES:
        return _changed(event, args, own, working_directory)
    if event in _CONNECTIONS:
        return _connected(event, args[_CONNECTIONS[event]])
    if event in PROGRAMS:
        return _started(args[0])
    if event in _SIGNALS:
        return _signalled(event, args)
    if not _is_caused_by_team(past=(_CTYPES,)):
        # Hypothesis replaces the code of functions, and libraries call native code all the time.
        return None
    if event in _NATIVE:
        return BreachKind.NATIVE, event
    if event in _MEMORY:
        return BreachKind.TAMPERING, f"looking through all objects ({event})"
    return _recoded(*args[:2])


def _connected(event: str, address: object) -> Refusal | None:
    if address is None:
        return None  # On an existing connection.
    if isinstance(address, tuple):
        shown = ":".join(str(part) for part in address[:2])
    else:
        shown = address if isinstance(address, str) else type(address).__name__
    return BreachKind.CONNECTION, f"{event}({shown})"


def _read(path: object, own: str) -> Refusal | None:
    if isinstance(path, int) or path is None:
        return None
    with contextlib.suppress(TypeError, ValueError, OSError):
        text = os.fsdecode(path)  # type: ignore[arg-type]
        if text.startswith(_LIBRARIES):
            return None
        place = resolved(text)
        if _SECRET.fullmatch(place) and not place.startswith(own):
            # The home folder and the process id differ from run to run.
            shown = re.sub(r"/[0-9]+/", "/<process>/", place)
            return BreachKind.SECRET, f"reading {re.sub(r'.*/(?=[.]aws/)', '', shown)}"
    return None


def _changed(event: str, args: tuple[Any, ...], own: str, working_directory: str) -> Refusal | None:
    if event == "sqlite3.connect" and not _makes_database(args[0]):
        return None
    for index, relative_to in _CHANGES[event]:
        descriptor = args[relative_to] if relative_to is not None and relative_to < len(args) else None
        refused = _outside(args[index], descriptor, own, working_directory, follows=event not in _OF_NAMES)
        if refused is not None:
            return refused
    return None


def _makes_database(name: object) -> bool:
    """Whether connecting creates a file; an existing file may be opened, as it may only be read."""
    with contextlib.suppress(TypeError, ValueError):
        text = os.fsdecode(name)  # type: ignore[arg-type]
        return not text.startswith((":memory:", "file:")) and text != "" and not os.path.exists(text)
    return False


def _outside(
    path: object, descriptor: object, own: str, working_directory: str, *, follows: bool, is_new: bool = False
) -> Refusal | None:
    if isinstance(path, int) or path is None:
        return None
    with contextlib.suppress(TypeError, ValueError, OSError):
        text = os.fsdecode(path)  # type: ignore[arg-type]
        if isinstance(descriptor, int) and descriptor >= 0 and not os.path.isabs(text):
            text = os.path.join(os.readlink(f"/proc/self/fd/{descriptor}"), text)
        absolute = os.path.abspath(text)
        # An event that acts on a link itself, such as removing it, changes the folder around it.
        around, name = os.path.split(absolute)
        place = resolved(absolute) if follows else os.path.join(resolved(around), name)
        if (place + os.sep).startswith(own) or place.startswith(_DEVICES) or absolute.startswith(_OWN_OUTPUT):
            return None
        shown = os.path.relpath(os.path.dirname(place), working_directory)
        name = "a new file" if is_new else os.path.basename(place)
        return BreachKind.WRITE, f"writing {os.path.normpath(os.path.join(shown, name))}"
    return None


def _started(program: object) -> Refusal | None:
    if next(_callers(past=_STARTERS), "").startswith(_SYSTEM_QUERIES):
        return None
    name = ""
    with contextlib.suppress(TypeError, IndexError):
        # The program may be a whole command line.
        name = os.path.basename(os.fsdecode(program).split()[0])  # type: ignore[arg-type]
    return BreachKind.PROGRAM, f"starting {name or 'a program'}"


def _signalled(event: str, args: tuple[Any, ...]) -> Refusal | None:
    target, is_group = args[0], event == "os.killpg"
    if event == "os.kill" and target < 0:
        target, is_group = -target, True
    if event != "resource.prlimit" and args[1] == 0:
        return None  # Signal 0 only asks whether the process exists.
    own = (0, os.getpgrp() if is_group else os.getpid())
    if target in own or (target != 1 and _parent_of(target) in (None, os.getpid())):
        return None
    return BreachKind.SIGNAL, f"{event} of another process"


def _parent_of(process: int) -> int | None:
    """The parent of a process; ``None`` where there is no such process, or it is unknown."""
    if process == os.getppid():
        return 0
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as status:
            return int(status.read().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _recoded(changed: object, name: str) -> Refusal | None:
    if name not in _OF_CODE or not isinstance(changed, (FunctionType, type)) or not is_protected(changed.__module__):
        return None
    return BreachKind.TAMPERING, f"changing {name} of {changed.__module__}.{changed.__qualname__}"


def _is_caused_by_team(past: tuple[str, ...]) -> bool:
    """Whether neither a library nor the tester caused the event."""
    return not next(_callers(past), "<").startswith(("<", _PACKAGE, *_LIBRARIES))


def _callers(past: tuple[str, ...]) -> Iterator[str]:
    """The files of the running code, from the innermost outwards, starting outside this package and `past`."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code.co_filename.startswith((_HERE, *past)):
        frame = frame.f_back
    while frame is not None:
        yield frame.f_code.co_filename
        frame = frame.f_back
