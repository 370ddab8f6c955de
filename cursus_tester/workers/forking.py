"""Run builders that the calling process has already imported, in forks of it."""

from __future__ import annotations

import faulthandler
import io
import logging
import os
import signal
import socket
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import NoReturn

from cursus_tester.evidence.imported_builder import ImportedBuilder
from cursus_tester.sandbox.environment import scrubbed
from cursus_tester.workers.launching import Server


class ForkedServer(Server):
    """A server that is a fork of the calling process, from its first use to the end of the block.

    Its workers are forks of it, bounded and watched like those of any server. What was patched in the calling process
    stays patched there: where a test replaces part of the SDK, the builder is run with the replacement.
    """

    def __init__(self, imported: ImportedBuilder) -> None:
        """`imported` is the builder of all jobs of the server."""
        super().__init__()
        self._imported = imported
        self._exit_status: int | None = None

    def _launch(self, control: socket.socket, home: Path) -> None:
        with warnings.catch_warnings():
            # Python 3.12 warns about other threads. The fork waits for none of them and never returns.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if self._pid == 0:
            self._serve(control, home)

    def _serve(self, control: socket.socket, home: Path) -> NoReturn:
        status = 1
        try:
            os.setsid()
            self.control.close()
            _detach_from_caller(self._log, home)
            from cursus_tester.workers import server

            server.serve(control, self.folder, self._imported)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)

    def _end(self) -> None:
        give_up = time.monotonic() + 0.5
        while self._exit_status is None and not self._has_ended(os.WNOHANG):
            if time.monotonic() > give_up:
                os.kill(self._pid, signal.SIGKILL)
                self._has_ended(0)
            time.sleep(0.005)

    def _has_ended(self, options: int) -> bool:
        pid, status = os.waitpid(self._pid, options)
        if pid:
            self._exit_status = os.waitstatus_to_exitcode(status)
        return pid != 0

    def _status(self) -> int:
        if self._exit_status is None:
            self._has_ended(0)
        assert self._exit_status is not None
        return self._exit_status


def _detach_from_caller(log: Path, home: Path) -> None:
    """Detach from the calling process: its terminal, captured output, environment and warnings."""
    written, nothing = os.open(log, os.O_WRONLY | os.O_CREAT, 0o600), os.open(os.devnull, os.O_RDONLY)
    for source, descriptor in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(source, descriptor)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(
            io.FileIO(descriptor, "w", closefd=False), encoding="utf-8", errors="replace", write_through=True
        )
        for descriptor in (1, 2)
    )
    # It would print crashes of the builder on the caller's terminal.
    faulthandler.disable()
    environment = scrubbed(os.environ)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(home)
    warnings.simplefilter("ignore")
    logging.disable(logging.NOTSET)
