"""Handle Ctrl-C, and other signals that end a run, only where no process and no temporary folder is left behind."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: What asks a run to end: Ctrl-C, `kill`, a terminal that is closed (unknown on Windows).
ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def _raising() -> tuple[signal.Signals, ...]:
    """The signals that raise ``KeyboardInterrupt`` in this thread: SIGINT by default, others where `__main__` runs."""
    if threading.current_thread() is not threading.main_thread():
        return ()
    return tuple(number for number in ENDING if signal.getsignal(number) is signal.default_int_handler)


@contextmanager
def defer_interrupts() -> Iterator[None]:
    """Delay Ctrl-C until the block ends: a process that just started is then registered, and can be ended."""
    raising, waiting = _raising(), list[int]()
    for number in raising:
        signal.signal(number, lambda number, _: waiting.append(number))
    try:
        yield
    finally:
        for number in raising:
            signal.signal(number, signal.default_int_handler)
        if waiting:
            raise KeyboardInterrupt


@contextmanager
def interrupt_socket() -> Iterator[socket.socket]:
    """A socket that becomes readable when Ctrl-C is pressed.

    Python loses a ``KeyboardInterrupt`` that is raised while an object is finalized: it prints "Exception ignored".
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for each in (ours, theirs):
            each.setblocking(False)
        if not _raising():
            yield ours
            return
        previous = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        try:
            yield ours
        finally:
            signal.set_wakeup_fd(previous)


def raise_if_interrupted(signals: socket.socket) -> None:
    """Check the socket of `interrupt_socket`, without waiting.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    with contextlib.suppress(BlockingIOError):
        if set(_raising()).intersection(signals.recv(4096)):
            raise KeyboardInterrupt
