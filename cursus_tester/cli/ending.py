"""End a process of the tester with its exit code, and with 130 on Ctrl-C.

So do SIGTERM, as from ``kill`` and ``timeout``, and SIGHUP, where a terminal is closed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import NoReturn


def end_with(run: Callable[[], int]) -> NoReturn:
    """Call `run` and end the process with the exit code that it returns.

    Nothing but Python's own start and end is outside of this: Ctrl-C while modules are imported would otherwise show a
    traceback and end the process by the signal. Signals that are ignored, as SIGINT is in background jobs and SIGHUP
    under `nohup`, stay so.
    """
    ending = (getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP"))
    heard = [each for each in ending if each and signal.getsignal(each) in (signal.default_int_handler, signal.SIG_DFL)]
    _handle(heard, _end)
    from cursus_tester.cli.console import EXIT_INTERRUPTED

    try:
        _handle(heard, signal.default_int_handler)
        exit_code = run()
    except KeyboardInterrupt:
        _end()
    finally:
        _handle(heard, _end)
    if exit_code == EXIT_INTERRUPTED:
        # Python 3.11 ends by the signal after all where the interrupt went through `exec` of a text, as in dataclasses.
        sys.stderr.flush()
        os._exit(exit_code)
    sys.exit(exit_code)


def _handle(signals: Iterable[signal.Signals], handler: Callable[[int, FrameType | None], object]) -> None:
    for number in signals:
        signal.signal(number, handler)


def _end(_: int = 0, __: FrameType | None = None) -> NoReturn:
    """End at once: there is no process and no folder to be removed."""
    try:
        os.write(2, b"cursus-tester: interrupted\n")
    finally:
        os._exit(130)
