"""Run builders in processes of their own: a server imports the SDK once and forks a worker for each builder.

A worker hands over each trace as it ends. One that overruns a scenario or dies loses only that scenario: another worker
goes on behind it.
"""

from __future__ import annotations

import contextlib
import math
import os
import secrets
import selectors
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import msgspec

from cursus_tester.evidence.scenario import Stage
from cursus_tester.evidence.trace import Breach, BreachKind
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.probe.job import Job
from cursus_tester.results.subject import Place
from cursus_tester.sandbox import interrupts
from cursus_tester.workers import whereabouts
from cursus_tester.workers.jobs import Bounds, Gathered, Probed, request_for
from cursus_tester.workers.launching import Launched, Launcher, require_open_files
from cursus_tester.workers.messages import Ended, decode
from cursus_tester.workers.processor_waits import waited_for_processor

#: The output of a builder that is kept, in bytes.
_KEPT_OUTPUT = 1 << 16

#: How long a worker has to say where it is, in seconds, before it is killed.
_LAST_WORD = 0.2

#: A worker that waited for a processor for less than this since it was last asked is not waiting, in seconds.
_WAITS = 0.05

#: How many builders are read before one of them can be run.
_AHEAD = 16

#: How long a message may be, in bytes.
_LONGEST_MESSAGE = 1 << 25


@dataclass(slots=True, kw_only=True)
class _Worker:
    """One running builder, with its current process."""

    job: Job
    index: int
    started: float
    #: How long its earlier processes and this one waited for a processor.
    waited_before: float
    waited: float = 0.0
    deadline: float
    process: Launched
    gathered: Gathered
    printed: bytearray
    #: The beginning of its lines.
    password: str
    #: The beginning of an incomplete line.
    buffer: bytearray = field(default_factory=bytearray)
    #: Why it was killed.
    verdict: str | None = None


def probe_all(
    server: Launcher, jobs: Iterable[Job], *, workers: int, bounds: Bounds | None = None
) -> Iterator[tuple[int, Probed]]:
    """Run every builder, `workers` at a time, and yield its index in `jobs` and its result when it ends.

    A server runs one such batch at a time. Of `jobs` a few are taken ahead: with the last result none is left.

    Raises:
        cursus_tester.workers.launching.ProbeError: The server cannot be started, such as when the SDK is not
            installed.
    """
    yield from _Run(server, jobs, workers, bounds or Bounds()).results()


def probe_one(server: Launcher, job: Job, bounds: Bounds) -> Probed:
    """Run one builder."""
    [(_, probed)] = probe_all(server, [job], workers=1, bounds=bounds)
    return probed


class _Run:
    """The parent's event loop: one thread, every socket in one selector."""

    def __init__(self, server: Launcher, jobs: Iterable[Job], workers: int, bounds: Bounds) -> None:
        self._server = server
        self._jobs = enumerate(jobs)
        self._waiting: deque[tuple[int, Job]] = deque()
        self._limit = max(1, workers)
        self._bounds = bounds
        self._selector = selectors.DefaultSelector()
        self._number = 0
        self._active: dict[int, _Worker] = {}

    def results(self) -> Iterator[tuple[int, Probed]]:
        self._server.start()
        # While the server imports the SDK, this process has nothing else to do.
        self._waiting.extend(islice(self._jobs, max(_AHEAD, self._limit)))
        require_open_files(min(self._limit, len(self._waiting)))
        self._selector.register(self._server.control, selectors.EVENT_READ, None)
        try:
            with interrupts.interrupt_socket() as signals:
                self._selector.register(signals, selectors.EVENT_READ, signals)
                while self._waiting or self._active:
                    while self._server.is_ready and self._waiting and len(self._active) < self._limit:
                        index, job = self._waiting.popleft()
                        self._start(job, index, Gathered())
                        self._waiting.extend(islice(self._jobs, 1))
                    yield from self._turn()
        finally:
            for worker in self._active.values():
                self._server.kill(worker.process)
                worker.process.connection.close()
                worker.process.output.close()
            self._selector.close()

    def _start(self, job: Job, index: int, gathered: Gathered, previous: _Worker | None = None) -> None:
        self._number += 1
        password = secrets.token_hex(8)
        request = request_for(
            job,
            gathered,
            working_directory=os.getcwd(),
            number=self._number,
            builder=index,
            folder=self._server.folder,
            memory_limit=self._bounds.memory,
            password=password,
        )
        process = self._server.launch(request)
        now = time.monotonic()
        worker = self._active[self._number] = _Worker(
            job=job,
            index=index,
            started=previous.started if previous else now,
            waited_before=previous.waited_before + previous.waited if previous else 0.0,
            deadline=now + self._bounds.load,
            process=process,
            gathered=gathered,
            printed=previous.printed if previous else bytearray(),
            password=password,
        )
        for each in (process.connection, process.output):
            each.setblocking(False)
            self._selector.register(each, selectors.EVENT_READ, worker)

    def _turn(self) -> Iterator[tuple[int, Probed]]:
        ends = self._server.early_ends()
        wait = min((worker.deadline for worker in self._active.values()), default=None)
        timeout = 0.0 if ends else None if wait in (None, math.inf) else max(0.0, wait - time.monotonic())
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                ends += self._server.ends()
            elif key.data is key.fileobj:
                interrupts.raise_if_interrupted(key.fileobj)
            elif key.fileobj is key.data.process.output:
                self._read_output(key.data)
            else:
                self._read_worker(key.data)
        for ended in ends:
            worker = self._active.pop(ended.number)
            self._read_worker(worker)
            self._read_output(worker)
            for each in (worker.process.connection, worker.process.output):
                with contextlib.suppress(KeyError):
                    self._selector.unregister(each)
                each.close()
            yield from self._end(worker, ended)
        for worker in self._active.values():
            if time.monotonic() >= worker.deadline:
                # Its message may have arrived in time, while another builder was judged.
                self._read_worker(worker)
            if time.monotonic() >= worker.deadline and not self._has_waited(worker):
                self._stop(worker)

    def _has_waited(self, worker: _Worker) -> bool:
        """Give a worker the time back in which it waited for a processor; return whether there was some."""
        if worker.verdict is not None or worker.gathered.finished is not None:
            return False
        before = worker.waited
        worker.waited = max(before, waited_for_processor(worker.process.pid))
        worker.deadline += worker.waited - before
        return worker.waited - before >= _WAITS

    def _end_of_builder(self, worker: _Worker) -> float:
        return worker.started + worker.waited_before + worker.waited + self._bounds.builder

    def _stop(self, worker: _Worker) -> None:
        """Ask a worker that is out of time where it is; kill it when it was asked, or has nothing to say."""
        if worker.verdict is None and worker.gathered.finished is None:
            worker.verdict = self._overrun(worker)
            if whereabouts.ask(worker.process.pid):
                worker.deadline = time.monotonic() + _LAST_WORD
                return
        self._kill(worker, None)

    def _kill(self, worker: _Worker, verdict: str | None) -> None:
        worker.verdict = worker.verdict or verdict
        worker.deadline = math.inf
        self._server.kill(worker.process)

    def _overrun(self, worker: _Worker) -> str:
        bounds = self._bounds
        if time.monotonic() >= self._end_of_builder(worker):
            return f"the builder exceeded its time limit of {bounds.builder:g} s and was killed"
        bound = bounds.load if worker.gathered.builder is None else self._bound_of_scenario(worker)
        return f"it exceeded its time limit of {bound:g} s and was killed"

    def _read_worker(self, worker: _Worker) -> None:
        while True:
            try:
                data = worker.process.connection.recv(1 << 20)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data:
                with contextlib.suppress(KeyError):
                    self._selector.unregister(worker.process.connection)
                break
            *lines, rest = data.split(b"\n")
            for line in lines:
                worker.buffer += line
                self._handle_line(worker, bytes(worker.buffer))
                worker.buffer.clear()
            worker.buffer += rest
            if len(worker.buffer) > _LONGEST_MESSAGE:
                worker.buffer.clear()
                self._kill(worker, f"its report exceeded {_LONGEST_MESSAGE >> 20} MiB and it was killed")

    def _read_output(self, worker: _Worker) -> None:
        """Keep the beginning of the output of a builder, and drop the rest."""
        try:
            data = worker.process.output.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            with contextlib.suppress(KeyError):
                self._selector.unregister(worker.process.output)
        worker.printed += data[: max(0, _KEPT_OUTPUT - len(worker.printed))]

    def _handle_line(self, worker: _Worker, line: bytes) -> None:
        if worker.verdict is not None:
            return
        try:
            message = decode(line, worker.password)
            worker.gathered.take(message)
        except (ValueError, msgspec.MsgspecError):
            self._kill(worker, "it wrote to the tester's own connection and was killed")
            return
        if not isinstance(message, Breach):
            worker.waited = waited_for_processor(worker.process.pid)
            bound = self._bound_of_scenario(worker)
            worker.deadline = min(time.monotonic() + bound, self._end_of_builder(worker))

    def _bound_of_scenario(self, worker: _Worker) -> float:
        """In seconds. Code that makes a pipeline is imported in its first scenario."""
        return self._bounds.scenario if worker.job.pipeline is None else self._bounds.load

    def _end(self, worker: _Worker, ended: Ended) -> Iterator[tuple[int, Probed]]:
        """Handle the end of a worker; start another one where scenarios are left."""
        gathered, output = worker.gathered, worker.printed.decode("utf-8", "replace")
        if worker.verdict is not None or not (gathered.is_complete or gathered.goes_on):
            left = tuple(_left_behind(command) for command in ended.left)
            gathered.record_death(
                worker.verdict or _describe_status(ended.status),
                left,
                self._place(worker),
                combines=not worker.job.only and worker.job.strength > 1,
            )
        if gathered.died_of_silent_steps:
            gathered.give_specifications()
        builder, done = gathered.builder, len(gathered.traces)
        assert builder is not None
        if done < len(builder.scenarios) and time.monotonic() < self._end_of_builder(worker):
            self._start_again(worker, done)
            return
        files = tuple(sorted(gathered.files))
        builder, traces = gathered.results()
        yield (
            worker.index,
            Probed(
                builder=builder,
                traces=traces,
                output=output,
                files=files,
                seconds=time.monotonic() - worker.started,
            ),
        )

    def _place(self, worker: _Worker) -> Place | None:
        """Where a worker was when it was out of time."""
        here = os.getcwd()
        team_code = TeamCode(whereabouts.roots_of(worker.job, here), here)
        return whereabouts.answer(self._server.folder, worker.process.number, team_code)

    def _start_again(self, worker: _Worker, first: int) -> None:
        worker.gathered.run_again(first)
        self._start(worker.job, worker.index, worker.gathered, worker)


def _left_behind(command: str) -> Breach:
    what = f"{command} was still running when the builder's process ended"
    return Breach(kind=BreachKind.LEFTOVER, what=what, stage=Stage.IMPORT, place=None)


def _describe_status(status: int) -> str:
    if status >= 0:
        return f"its process exited with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"its process was killed by {name}"
