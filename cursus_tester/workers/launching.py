"""Start the processes that run builders: a server imports the SDK once and forks them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from cursus_tester.sandbox import interrupts
from cursus_tester.sandbox.environment import scrubbed
from cursus_tester.sdk.distribution import SdkError, installed_requirement
from cursus_tester.workers.messages import Ended, Forked, Message, Started, WorkerRequest, decode


class ProbeError(Exception):
    """No builder can be run; the text says why and what to do."""


def no_sdk(said: str, status: int) -> ProbeError:
    """The error of a process that ended while it imported the SDK, from the last line of its output `said`."""
    lines = said.strip().splitlines()
    # Its last line is that of a traceback; the SDK adapter's own error says all without its name.
    reason = lines[-1].strip().rpartition(f"{SdkError.__name__}: ")[2] if lines else f"exit status {status}"
    way_out = "or use --static, which runs nothing"
    if reason.startswith(ModuleNotFoundError.__name__):
        return ProbeError(
            f"builders cannot be run: {reason}; pip install 'cursus-tester[run]' in this environment, {way_out}"
        )
    if reason.startswith(MemoryError.__name__):
        return ProbeError(
            "builders cannot be run: a process may have too little memory to import the SageMaker SDK; raise the limit "
            f"(ulimit -v), {way_out}"
        )
    return ProbeError(
        f"builders cannot be run: the process that imports the SageMaker SDK ended: {reason}; "
        f'check that "{installed_requirement()}" imports in this environment, {way_out}'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """One worker process."""

    number: int
    pid: int
    #: Its messages.
    connection: socket.socket
    #: Its stdout and stderr.
    output: socket.socket


class Launcher(Protocol):
    """Starts workers, from its first use to the end of the block."""

    #: Where workers make their own folders.
    folder: str
    #: Readable when there is something for `ends`.
    control: socket.socket
    #: Whether workers can be started already.
    is_ready: bool

    def __enter__(self) -> Launcher: ...

    def __exit__(self, *_: object) -> None: ...

    def start(self) -> None:
        """Start once; later calls do nothing."""

    def launch(self, request: WorkerRequest) -> Launched:
        """Start a worker for `request`.

        Raises:
            ProbeError: It cannot be started.
        """

    def early_ends(self) -> list[Ended]:
        """Workers whose end is already known, each returned once."""

    def ends(self) -> list[Ended]:
        """The workers that have ended, once `control` can be read.

        Raises:
            ProbeError: No worker can be started any more.
        """

    def kill(self, worker: Launched) -> None:
        """End a worker and what it started."""


def can_fork() -> bool:
    """Whether processes that have imported the SDK can be forked: macOS kills some of them, Windows has no fork."""
    return sys.platform == "linux"


#: What the tool has open itself, and for each worker.
_OWN_FILES, _FILES_OF_A_WORKER = 24, 6


def require_open_files(workers: int) -> None:
    """Check that so many workers can run at a time.

    Raises:
        ProbeError: This process may not open enough files for them.
    """
    if sys.platform == "win32":
        return
    import resource

    least, (limit, _) = _OWN_FILES + _FILES_OF_A_WORKER * workers, resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit != resource.RLIM_INFINITY and limit < least:
        raise ProbeError(
            f"builders cannot be run: a process may open {limit} files, and {workers} at a time need {least}; raise "
            "the limit (ulimit -n), or run fewer at a time (--jobs)"
        )


class Server(Launcher):
    """The forking process, from its first use to the end of the block."""

    def __init__(self, hash_seed: int = 0) -> None:
        """`hash_seed` decides in which order sets of texts have their elements."""
        self._hash_seed = hash_seed
        self._is_started = False
        self.is_ready = False
        self._buffer = b""
        #: Ends that were read while waiting for a fork.
        self._early_ends: list[Ended] = []

    def start(self) -> None:
        if not self._is_started:
            with interrupts.defer_interrupts():
                self._start()

    def _start(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="cursus-tester-", ignore_cleanup_errors=True)
        self.folder = self._temporary.name
        self.control, theirs = socket.socketpair()
        self._log = Path(self.folder, "server.log")
        home = Path(self.folder, "home")
        home.mkdir()
        with theirs:
            self._launch(theirs, home)
        self._is_started = True

    def _launch(self, control: socket.socket, home: Path) -> None:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cursus_tester.workers.server", str(control.fileno()), self.folder],
                pass_fds=[control.fileno()],
                env={**scrubbed(os.environ), "PYTHONHASHSEED": str(self._hash_seed)},
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C reaches this process only, which then ends the others.
                start_new_session=True,
            )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._is_started:
            return
        with interrupts.defer_interrupts():
            self.control.close()
            self._end()
            self._temporary.cleanup()

    def _end(self) -> None:
        if not self.is_ready:
            # It imports the SDK, and nothing waits for it.
            self._process.kill()
        try:
            self._process.wait(0.5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _status(self) -> int:
        """The server's exit status."""
        return self._process.wait()

    def launch(self, request: WorkerRequest) -> Launched:
        ours, theirs = socket.socketpair()
        output, their_output = socket.socketpair()
        with theirs, their_output:
            line = msgspec.json.encode(request) + b"\n"
            sent = socket.send_fds(self.control, [line], [theirs.fileno(), their_output.fileno()])
            self.control.sendall(line[sent:])
        pid = None
        # One request at a time: the descriptors that the server reads with it are its own.
        while pid is None:
            for message in self._read():
                if isinstance(message, Forked):
                    pid = message.pid
                elif isinstance(message, Ended):
                    self._early_ends.append(message)
        return Launched(number=request.number, pid=pid, connection=ours, output=output)

    def early_ends(self) -> list[Ended]:
        ends, self._early_ends = self._early_ends, []
        return ends

    def ends(self) -> list[Ended]:
        return [message for message in self._read() if isinstance(message, Ended)]

    def _read(self) -> list[Message]:
        data = self.control.recv(1 << 16)
        if not data:
            raise self._death()
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        messages = [decode(line) for line in lines]
        self.is_ready = self.is_ready or any(isinstance(message, Started) for message in messages)
        return messages

    def kill(self, worker: Launched) -> None:
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(worker.pid, signal.SIGKILL)

    def _death(self) -> ProbeError:
        """The error of a dead server, from the last line of its log."""
        status = self._status()
        return no_sdk(self._log.read_text(encoding="utf-8", errors="replace"), status)
