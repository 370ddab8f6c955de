"""Read files and judge what is in them, in several processes where there are many.

A process judges what it has read: a file is parsed once, and this process does not hold the trees of all of them.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Any

from cursus_tester.files import dependencies
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule
from cursus_tester.run.static_judging import Judged, judged
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.imports.transitive import ImportedPaths
from cursus_tester.source.summaries import FileSummary
from cursus_tester.source.summarizing import FreshSummaries

#: Fewer files or subjects are read here: processes take longer to start.
_WORTH_IT = 32
#: How many results a process sends at a time.
_AT_A_TIME = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A summary with the paths that it rests on: what was looked at beside that where the imports of its file lead."""

    summary: FileSummary
    seen: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()


class Reader:
    """Reads and judges in one process."""

    def __init__(self, rules: Sequence[Rule], options: RunOptions, *, keeps: bool) -> None:
        self._rules = rules
        self._options = options
        self._keeps = keeps
        self.summaries = FreshSummaries(options.settings.import_root, forgets=not options.static)
        self._imports = ImportedPaths(options.settings.import_root)
        #: What summaries made so far rest on beside imports: who judges next is told without looking.
        self._seen: set[str] = set()

    def make(self, file: str, *, with_classes: bool, with_makers: bool) -> Made:
        """The summary of a file.

        Raises:
            OSError: The file cannot be read.
        """
        with dependencies.recording() as seen:
            summary = self.summaries.of(file, with_classes=with_classes, with_makers=with_makers)
        return self._rested(file, summary, seen)

    def make_functions(self, file: str, name: str, summary: FileSummary) -> Made:
        """The summary of a file with the functions that belong to one of its builders."""
        with dependencies.recording() as seen:
            found = self.summaries.functions_of(file, name)
        return self._rested(file, replace(summary, functions={**summary.functions, name: found}), seen)

    def _rested(self, file: str, summary: FileSummary, seen: set[str]) -> Made:
        if not self._keeps:
            return Made(summary=summary)
        imported = self._imports.of(file)
        # What its names stand for was perhaps found out for another file: what it imports leads there.
        dependencies.record(*imported)
        apart = frozenset(seen - imported)
        self._seen |= apart
        return Made(summary=summary, seen=apart, imported=imported)

    def judged(self, subjects: Sequence[Subject], *, keeps: bool) -> Iterator[Judged]:
        """The scorecard of each subject, in their order; where it is to be kept with the paths that it rests on."""
        imports = self._imports if keeps else None
        for each in judged(subjects, self._rules, self._options, imports, self.summaries.resolvers):
            earlier, self._seen = self._seen, set()
            yield replace(each, seen=each.seen | earlier) if keeps and earlier else each


@dataclass(kw_only=True)
class _Process:
    """A process that reads, seen from the one that started it."""

    connection: Connection
    process: Any
    #: Results that are not yet asked for.
    results: deque[Any]


class Readers:
    """Readers in several processes, started when there is much to read; else one in this process."""

    def __init__(self, rules: Sequence[Rule], options: RunOptions, *, keeps: bool = False) -> None:
        """Judge by these rules, and as `options` say; where summaries are to be kept, say what they rest on."""
        self._rules = rules
        self._options = options
        self.here = Reader(rules, options, keeps=keeps)
        self._processes: list[_Process] = []
        #: Which process has read a file.
        self._owners: dict[str, int] = {}

    def fits(self, rules: Sequence[Rule], options: RunOptions) -> bool:
        """Whether it judges by these rules, and as `options` say."""
        return tuple(self._rules) == tuple(rules) and self._options == options

    def make(self, asked: Mapping[str, tuple[bool, bool]]) -> dict[str, Made]:
        """The summaries of files, given whether their classes and their makers are asked for; few are left out.

        Files that are gone are left out as well.
        """
        if not self._starts(len(asked)):
            return {}
        found: dict[str, Made] = {}
        ordered = sorted(asked)
        shares = [ordered[index :: len(self._processes)] for index in range(len(self._processes))]
        for index, share in enumerate(shares):
            self._owners.update(dict.fromkeys(share, index))
        with suppress(EOFError, OSError):
            for each, share in zip(self._processes, shares, strict=True):
                each.connection.send(("make", [(file, *asked[file]) for file in share]))
            for file in ordered:
                made = self._next(self._owners[file])
                if made is not None:
                    found[file] = made
            return found
        # Somebody killed one, as the system does where memory is short. One process takes less.
        self.close()
        return found

    def judged(self, subjects: Sequence[Subject], *, keeps: bool) -> Iterator[Judged]:
        """As `Reader.judged`."""
        done = 0
        if self._starts(len(subjects)):
            owners = self._shared_out(subjects)
            with suppress(EOFError, OSError):
                for index, each in enumerate(self._processes):
                    own = [subject for subject, owner in zip(subjects, owners, strict=True) if owner == index]
                    each.connection.send(("judge", own, keeps))
                for owner in owners:
                    result = self._next(owner)
                    done += 1
                    yield result
        self.close()
        yield from self.here.judged(subjects[done:], keeps=keeps)

    def close(self) -> None:
        """End the processes."""
        processes, self._processes = self._processes, []
        for each in processes:
            each.connection.close()
        for each in processes:
            each.process.join()

    def _starts(self, count: int) -> bool:
        """Whether there are processes, started where there is so much to do that it is worth it."""
        jobs = self._options.jobs or os.cpu_count() or 1
        if self._processes or not self._options.static or jobs < 2 or count < _WORTH_IT:
            return bool(self._processes)
        from cursus_tester.workers.launching import can_fork

        if not can_fork():
            return False
        import multiprocessing

        context = multiprocessing.get_context("fork")
        for _ in range(jobs):
            own, other = context.Pipe()
            inherited = [*(each.connection for each in self._processes), own]
            process = context.Process(target=_serve, args=(other, inherited, self.here), daemon=True)
            process.start()
            other.close()
            self._processes.append(_Process(connection=own, process=process, results=deque()))
        return True

    def _shared_out(self, subjects: Sequence[Subject]) -> list[int]:
        """The process that judges each: the one that has read its file."""
        count = len(self._processes)
        return [self._owners.setdefault(each.file, len(self._owners) % count) for each in subjects]

    def _next(self, index: int) -> Any:
        """The next result of a process.

        Raises:
            EOFError: It is gone.
        """
        mine = self._processes[index]
        by_connection = {each.connection: each for each in self._processes}
        while not mine.results:
            # All are listened to, so that none waits to be heard.
            for connection in wait([*by_connection]):
                assert isinstance(connection, Connection)
                results, recorded, for_all = connection.recv()
                dependencies.record(*recorded)
                dependencies.record_for_all(*for_all)
                by_connection[connection].results.extend(results)
        return mine.results.popleft()


def _serve(connection: Connection, inherited: Sequence[Connection], reader: Reader) -> None:
    """Do what is asked for until nobody asks."""
    # The one that started it stops it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    for other in inherited:
        other.close()
    told = set(dependencies.recorded())

    def send(results: list[Any]) -> None:
        recorded = dependencies.recorded() - told
        told.update(recorded)
        connection.send((results, recorded, dependencies.recorded_for_all()))

    with suppress(EOFError, OSError):
        while True:
            what, *given = connection.recv()
            found = _made(reader, *given) if what == "make" else reader.judged(given[0], keeps=given[1])
            results: list[Any] = []
            for each in found:
                results.append(each)
                if len(results) == _AT_A_TIME:
                    send(results)
                    results = []
            send(results)
    # There is nothing to put away: freeing all trees takes longer than reading some.
    os._exit(0)


def _made(reader: Reader, asked: Sequence[tuple[str, bool, bool]]) -> Iterator[Made | None]:
    for file, with_classes, with_makers in asked:
        made = None
        with suppress(OSError):
            made = reader.make(file, with_classes=with_classes, with_makers=with_makers)
        yield made
