"""Start workers where processes cannot be forked: each is a new Python that imports the SDK, which takes two seconds.

Processes that a worker leaves running are not found, and its memory is limited on Linux only.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

import msgspec

from cursus_tester.sandbox import interrupts
from cursus_tester.sandbox.environment import scrubbed
from cursus_tester.workers.launching import Launched, Launcher, ProbeError, no_sdk
from cursus_tester.workers.messages import Ended, WorkerRequest

#: How long to wait for the last messages of a dead worker, in seconds: a process that it left may hold the pipe open.
_LAST_MESSAGES = 1.0


class Spawner(Launcher):
    """Starts a process for each worker. Threads copy its output to sockets, since Windows cannot select pipes."""

    def __init__(self) -> None:
        self.is_ready = True
        self._is_started = False
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._ends: queue.SimpleQueue[Ended | ProbeError] = queue.SimpleQueue()

    def __enter__(self) -> Spawner:
        return self

    def start(self) -> None:
        if self._is_started:
            return
        with interrupts.defer_interrupts():
            self._temporary = tempfile.TemporaryDirectory(prefix="cursus-tester-", ignore_cleanup_errors=True)
            self.folder = self._temporary.name
            Path(self.folder, "home").mkdir()
            self.control, self._bell = socket.socketpair()
            self._is_started = True

    def __exit__(self, *_: object) -> None:
        if not self._is_started:
            return
        with interrupts.defer_interrupts():
            for process in self._processes.values():
                _kill(process)
            for process in self._processes.values():
                process.wait()
            for each in (self.control, self._bell):
                each.close()
            self._temporary.cleanup()

    def launch(self, request: WorkerRequest) -> Launched:
        with interrupts.defer_interrupts():
            process = self._processes[request.number] = subprocess.Popen(
                [sys.executable, "-m", "cursus_tester.workers.spawned"],
                env=scrubbed(os.environ),
                cwd=Path(self.folder, "home"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Ctrl-C reaches the calling process only, which then ends the others.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        with contextlib.suppress(BrokenPipeError), process.stdin as stream:
            stream.write(msgspec.json.encode(request))
        messages, printed = _PipeCopier(process.stdout), _PipeCopier(process.stderr)
        waiting = threading.Thread(target=self._wait, args=(request.number, process, messages, printed), daemon=True)
        waiting.start()
        return Launched(number=request.number, pid=process.pid, connection=messages.end, output=printed.end)

    def _wait(self, number: int, process: subprocess.Popen[bytes], messages: _PipeCopier, printed: _PipeCopier) -> None:
        status = process.wait()
        for carrier in (messages, printed):
            carrier.thread.join(_LAST_MESSAGES)
        # Its first message comes before it imports the builder.
        death = None if messages.last else no_sdk(printed.last.decode("utf-8", "replace"), status)
        self._ends.put(death or Ended(number=number, status=status))
        with contextlib.suppress(OSError):
            self._bell.send(b".")

    def early_ends(self) -> list[Ended]:
        return []

    def ends(self) -> list[Ended]:
        self.control.recv(4096)
        found = []
        with contextlib.suppress(queue.Empty):
            while True:
                ended = self._ends.get_nowait()
                if isinstance(ended, ProbeError):
                    raise ended
                del self._processes[ended.number]
                found.append(ended)
        return found

    def kill(self, worker: Launched) -> None:
        process = self._processes.get(worker.number)
        if process is not None:
            _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


class _PipeCopier:
    """A socket to which a thread copies the content of a pipe."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.end, self._other = socket.socketpair()
        #: The last data that was copied.
        self.last = b""
        self._pipe = pipe
        self.thread = threading.Thread(target=self._copy, daemon=True)
        self.thread.start()

    def _copy(self) -> None:
        with self._other, self._pipe, contextlib.suppress(OSError):
            while data := os.read(self._pipe.fileno(), 1 << 16):
                self.last = data
                self._other.sendall(data)
