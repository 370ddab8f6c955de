"""Builders run in processes of their own: a server imports the SDK once and forks a worker for each builder.

A worker hands over each trace as it ends. One that overruns a scenario or dies loses only that scenario: another worker
goes on behind it.
"""

from __future__ import annotations

import contextlib
import math
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from cursus_tester.evidence import interrupts
from cursus_tester.evidence.exploration import Exploration
from cursus_tester.evidence.messages import Ended, Finished, Forked, Message, Request, Started, decode
from cursus_tester.evidence.trace import Breach, BreachKind, Builder, Scenario, Stage, Trace

#: Variables that would lead a builder to somebody's account, or its traffic out of the machine.
_FORBIDDEN_PREFIXES = ("AWS_", "BOTO", "SAGEMAKER_", "SM_")
_FORBIDDEN_SUFFIX = "_PROXY"
#: How much of what a builder prints is kept, in bytes.
_KEPT_OUTPUT = 1 << 16


class ProbeError(Exception):
    """Builders cannot be run at all; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a builder may take; times in seconds."""

    #: Import, config and first construction together.
    load: float = 30.0
    scenario: float = 10.0
    #: All scenarios together.
    builder: float = 60.0
    #: Memory beyond what the SDK has, in bytes.
    memory: int = 2 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One builder to run."""

    module: str
    name: str
    import_root: str
    from_estimator: bool
    #: ``module:function`` that makes its config; empty: it is generated.
    config_factory: str = ""
    #: Where that is imported from, beside the import root and the working directory; empty: nowhere else.
    settings_folder: str = ""
    exploration: Exploration = field(default_factory=Exploration)
    #: The scenarios to run in place of the planned ones; empty: the planned ones.
    only: tuple[Scenario, ...] = ()
    #: Generated config values that the builder refused in an earlier run.
    refused: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What running a builder brought."""

    builder: Builder
    traces: tuple[Trace, ...] = ()
    #: The first of what it printed.
    output: str = ""
    #: The files of the checked tree that it imported or read. Absolute.
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class _Worker:
    """One builder under way, through all the processes that it takes."""

    job: Job
    index: int
    started: float
    deadline: float
    connection: socket.socket
    #: Its stdout and stderr.
    output: socket.socket
    printed: bytearray
    buffer: bytes = b""
    pid: int | None = None
    builder: Builder | None = None
    traces: list[Trace] = field(default_factory=list)
    #: The first scenario of this process.
    first: int = 0
    finished: Finished | None = None
    #: Why it was killed.
    verdict: str | None = None


def probe_all(
    server: Server, jobs: Sequence[Job], *, workers: int, bounds: Bounds | None = None
) -> Iterator[tuple[int, Probed]]:
    """Run every builder, `workers` at a time, and yield each one's index in `jobs` and what it brought, as it ends.

    A server runs one such batch at a time.

    Raises:
        ProbeError: The server cannot be started, such as when the SDK is not installed.
    """
    yield from _Run(server, jobs, workers, bounds or Bounds()).results()


class Server:
    """The forking process, from its first use to the end of the block."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        #: Whether it has imported the SDK.
        self.is_ready = False

    def start(self) -> None:
        """Start the process, once."""
        if self._process is None:
            with interrupts.deferred():
                self._start()

    def _start(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="cursus-tester-", ignore_cleanup_errors=True)
        self.folder = self._temporary.name
        self.control, theirs = socket.socketpair()
        self._log = Path(self.folder, "server.log")
        home = Path(self.folder, "home")
        home.mkdir()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "cursus_tester.evidence.server", str(theirs.fileno()), self.folder],
                pass_fds=[theirs.fileno()],
                env=scrubbed(os.environ),
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C reaches this process only, which then ends the others.
                start_new_session=True,
            )
        theirs.close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        with interrupts.deferred():
            self.control.close()
            try:
                self._process.wait(0.5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._temporary.cleanup()

    def death(self) -> ProbeError:
        """Why the server is gone, by the last line it left."""
        assert self._process is not None
        self._process.wait()
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        said = lines[-1].strip() if lines else f"exit status {self._process.returncode}"
        return ProbeError(
            f"builders cannot be run: the process that imports the SageMaker SDK ended: {said}; "
            'check that "sagemaker>=2.199,<3" imports in this environment, or use --static'
        )


def scrubbed(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment` without what leads to an AWS account or a proxy, for a process that starts in another folder."""
    kept = {
        name: value
        for name, value in environment.items()
        if not name.upper().startswith(_FORBIDDEN_PREFIXES) and not name.upper().endswith(_FORBIDDEN_SUFFIX)
    }
    if kept.get("PYTHONPATH"):
        folders = kept["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(os.path.abspath(folder) for folder in folders)
    return kept


class _Run:
    """The parent's event loop: one thread, every socket in one selector."""

    def __init__(self, server: Server, jobs: Sequence[Job], workers: int, bounds: Bounds) -> None:
        self._server = server
        self._waiting = deque(enumerate(jobs))
        self._limit = max(1, workers)
        self._bounds = bounds
        self._selector = selectors.DefaultSelector()
        self._control_buffer = b""
        self._number = 0
        self._active: dict[int, _Worker] = {}
        #: Ends that were read while waiting for a fork.
        self._early_ends: list[Ended] = []

    def results(self) -> Iterator[tuple[int, Probed]]:
        self._server.start()
        self._selector.register(self._server.control, selectors.EVENT_READ, None)
        try:
            with interrupts.noticed() as signals:
                self._selector.register(signals, selectors.EVENT_READ, signals)
                while self._waiting or self._active:
                    while self._server.is_ready and self._waiting and len(self._active) < self._limit:
                        index, job = self._waiting.popleft()
                        self._start(job, index, first=0)
                    yield from self._turn()
        finally:
            for worker in self._active.values():
                _kill(worker)
                worker.connection.close()
                worker.output.close()
            self._selector.close()

    def _start(self, job: Job, index: int, first: int, previous: _Worker | None = None) -> None:
        ours, theirs = socket.socketpair()
        output, their_output = socket.socketpair()
        for each in (ours, output):
            each.setblocking(False)
        self._number += 1
        request = Request(
            number=self._number,
            module=job.module,
            name=job.name,
            import_root=job.import_root,
            working_directory=os.getcwd(),
            from_estimator=job.from_estimator,
            config_factory=job.config_factory,
            settings_folder=job.settings_folder,
            exploration=job.exploration,
            only=job.only,
            refused=previous.builder.refused_values if previous and previous.builder else job.refused,
            memory_limit=self._bounds.memory,
            temporary_folder=self._server.folder,
            first=first,
            config_changes=_config_changes(previous, first),
            builder=index,
        )
        descriptors = [theirs.fileno(), their_output.fileno()]
        socket.send_fds(self._server.control, [msgspec.json.encode(request)], descriptors)
        theirs.close()
        their_output.close()
        now = time.monotonic()
        worker = _Worker(
            job=job,
            index=index,
            started=previous.started if previous else now,
            deadline=now + self._bounds.load,
            connection=ours,
            output=output,
            printed=previous.printed if previous else bytearray(),
            builder=previous.builder if previous else None,
            traces=previous.traces if previous else [],
            first=first,
        )
        self._active[self._number] = worker
        self._selector.register(ours, selectors.EVENT_READ, worker)
        self._selector.register(output, selectors.EVENT_READ, worker)
        # One request at a time: the server reads a request and its descriptor in one piece.
        while worker.pid is None:
            for message in self._read_control():
                if isinstance(message, Forked):
                    self._active[message.number].pid = message.pid
                elif isinstance(message, Ended):
                    self._early_ends.append(message)

    def _turn(self) -> Iterator[tuple[int, Probed]]:
        ends, self._early_ends = self._early_ends, []
        wait = min((worker.deadline for worker in self._active.values()), default=None)
        timeout = 0.0 if ends else None if wait in (None, math.inf) else max(0.0, wait - time.monotonic())
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                ends += [message for message in self._read_control() if isinstance(message, Ended)]
            elif key.data is key.fileobj:
                interrupts.heed(key.fileobj)
            elif key.fileobj is key.data.output:
                self._read_output(key.data)
            else:
                self._read_worker(key.data)
        for ended in ends:
            worker = self._active.pop(ended.number)
            self._read_worker(worker)
            self._read_output(worker)
            for each in (worker.connection, worker.output):
                with contextlib.suppress(KeyError):
                    self._selector.unregister(each)
                each.close()
            yield from self._end(worker, ended)
        now = time.monotonic()
        for worker in self._active.values():
            if now >= worker.deadline and worker.verdict is None:
                worker.verdict = self._overrun(worker)
                _kill(worker)
                worker.deadline = math.inf

    def _overrun(self, worker: _Worker) -> str:
        bounds = self._bounds
        if time.monotonic() >= worker.started + bounds.builder:
            return f"the builder did not end within {bounds.builder:g} s and was killed"
        bound = bounds.load if worker.builder is None else bounds.scenario
        return f"it did not end within {bound:g} s and was killed"

    def _read_control(self) -> Iterator[Message]:
        data = self._server.control.recv(1 << 16)
        if not data:
            raise self._server.death()
        *lines, self._control_buffer = (self._control_buffer + data).split(b"\n")
        for line in lines:
            message = decode(line)
            self._server.is_ready = self._server.is_ready or isinstance(message, Started)
            yield message

    def _read_worker(self, worker: _Worker) -> None:
        while True:
            try:
                data = worker.connection.recv(1 << 20)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data:
                with contextlib.suppress(KeyError):
                    self._selector.unregister(worker.connection)
                break
            worker.buffer += data
        *lines, worker.buffer = worker.buffer.split(b"\n")
        for line in lines:
            self._take(worker, line)

    def _read_output(self, worker: _Worker) -> None:
        """Keep the first of what a builder prints, and throw the rest away: an endless printer fills nothing."""
        try:
            data = worker.output.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            with contextlib.suppress(KeyError):
                self._selector.unregister(worker.output)
        worker.printed += data[: max(0, _KEPT_OUTPUT - len(worker.printed))]

    def _take(self, worker: _Worker, line: bytes) -> None:
        try:
            message = decode(line)
        except (ValueError, msgspec.MsgspecError):
            worker.verdict = worker.verdict or "it wrote into the tester's own connection and was killed"
            _kill(worker)
            return
        now = time.monotonic()
        worker.deadline = min(now + self._bounds.scenario, worker.started + self._bounds.builder)
        if isinstance(message, Builder):
            if worker.builder is not None and worker.first and message.problem is not None:
                # The scenario that has this process for itself wants a config that is refused.
                scenario = worker.builder.scenarios[worker.first]
                worker.traces.append(Trace(scenario=scenario, stage=message.problem.stage, problem=message.problem))
            # Sent again, before the first trace, where the builder refused the generated config.
            worker.builder = message if worker.builder is None or not worker.traces else worker.builder
        elif isinstance(message, Trace):
            worker.traces.append(message)
        elif isinstance(message, Finished):
            worker.finished = message

    def _end(self, worker: _Worker, ended: Ended) -> Iterator[tuple[int, Probed]]:
        """Take note of a worker's end; let another go on where scenarios are left."""
        builder, output = worker.builder, worker.printed.decode("utf-8", "replace")
        done = len(worker.traces)
        if worker.finished is not None and builder is not None and worker.first < done < len(builder.scenarios):
            self._start(worker.job, worker.index, first=done, previous=worker)
            return
        if worker.finished is not None and builder is not None and done == len(builder.scenarios):
            traces = tuple(worker.traces)
            yield worker.index, Probed(builder=builder, traces=traces, output=output, files=worker.finished.files)
            return
        death = worker.verdict or _describe_status(ended.status)
        left = tuple(_left_behind(command) for command in ended.left)
        if builder is None:
            yield worker.index, Probed(builder=Builder(death=death, breaches=left), output=output)
            return
        if done < len(builder.scenarios):
            scenario = builder.scenarios[done]
            worker.traces.append(Trace(scenario=scenario, stage=Stage.IMPORT, death=death, breaches=left))
        time_left = worker.started + self._bounds.builder - time.monotonic()
        if done + 1 < len(builder.scenarios) and time_left > 0:
            self._start(worker.job, worker.index, first=done + 1, previous=worker)
            return
        worker.traces += [
            Trace(scenario=scenario, stage=Stage.IMPORT, death="the builder's time was used up before it was run")
            for scenario in builder.scenarios[done + 1 :]
        ]
        yield worker.index, Probed(builder=builder, traces=tuple(worker.traces), output=output)


def _config_changes(previous: _Worker | None, first: int) -> dict[str, Any]:
    """What a scenario that runs in a process of its own changes of every config."""
    if previous is None or previous.builder is None:
        return {}
    scenario = previous.builder.scenarios[first]
    return dict(scenario.config_changes) if scenario.alone else {}


def _left_behind(command: str) -> Breach:
    what = f"{command} was still running when the builder's process had ended"
    return Breach(kind=BreachKind.PROCESS, what=what, stage=Stage.IMPORT, place=None)


def _describe_status(status: int) -> str:
    if status >= 0:
        return f"it ended its process with exit status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"its process died of {name}"


def _kill(worker: _Worker) -> None:
    if worker.pid is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(worker.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(worker.pid, signal.SIGKILL)
