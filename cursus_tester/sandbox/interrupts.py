"""Handle Ctrl-C only where no process and no temporary folder is left behind."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


def _raises() -> bool:
    """Whether Ctrl-C raises ``KeyboardInterrupt`` in this thread, which is Python's default."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    return in_main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler


@contextmanager
def defer_interrupts() -> Iterator[None]:
    """Delay Ctrl-C until the block ends: a process that just started is then registered, and can be ended."""
    if not _raises():
        yield
        return
    waiting: list[int] = []
    previous = signal.signal(signal.SIGINT, lambda number, _: waiting.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
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
        if not _raises():
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
        if signal.SIGINT in signals.recv(4096):
            raise KeyboardInterrupt
