"""Judge the source of many subjects in several processes. Each process has what this one read so far."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cursus_tester.files import dependencies
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule
from cursus_tester.run.gathering import gather
from cursus_tester.run.judging import judge
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.imports.transitive import ImportedPaths

#: Fewer are judged here: two processes take longer to start than these take to be judged.
_WORTH_IT = 32
#: How many times a process comes for more: some subjects take longer than others.
_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    subjects: Sequence[Subject]
    rules: Sequence[Rule]
    options: RunOptions
    #: The paths that were looked at so far.
    known: frozenset[str]
    #: Whether it matters what each scorecard rests on.
    keeps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A scorecard, and the paths that it rests on: what was looked at beside that where its imports lead to."""

    scorecard: Scorecard
    #: In seconds.
    took: float
    seen: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()


def can_share_out(subjects: Sequence[Subject], options: RunOptions) -> bool:
    """Whether several processes judge these subjects sooner than this one."""
    if not options.static or len(subjects) < _WORTH_IT or _processes(options) < 2:
        return False
    from cursus_tester.workers.launching import can_fork

    return can_fork()


def judged(
    subjects: Sequence[Subject], rules: Sequence[Rule], options: RunOptions, *, keeps: bool = False
) -> Iterator[Judged]:
    """The scorecard of each subject, in their order; where it is to be kept with the paths that it rests on."""
    if not can_share_out(subjects, options):
        yield from _judged_here(subjects, rules, options, keeps)
        return
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    try:
        for each in _judged_elsewhere(subjects, rules, options, keeps):
            done += 1
            yield each
    except BrokenProcessPool:
        # Somebody killed one, as the system does where memory is short. One process takes less.
        yield from _judged_here(subjects[done:], rules, options, keeps)


def _judged_elsewhere(
    subjects: Sequence[Subject], rules: Sequence[Rule], options: RunOptions, keeps: bool
) -> Iterator[Judged]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    processes = _processes(options)
    size = -(-len(subjects) // (processes * _ROUNDS))
    slices = [slice(start, start + size) for start in range(0, len(subjects), size)]
    with ProcessPoolExecutor(
        max_workers=processes,
        mp_context=multiprocessing.get_context("fork"),
        initializer=_begin,
        initargs=(_Work(subjects=subjects, rules=rules, options=options, known=dependencies.recorded(), keeps=keeps),),
    ) as pool:
        for found, seen, for_all in pool.map(_judge_slice, slices):
            dependencies.record(*seen)
            dependencies.record_for_all(*for_all)
            yield from found


def _processes(options: RunOptions) -> int:
    return options.jobs or os.cpu_count() or 1


#: What a process that was started for it judges: it has it from the one that started it.
_work: list[_Work] = []


def _begin(work: _Work) -> None:
    # The one that started it stops it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work.append(work)


def _judge_slice(which: slice) -> tuple[list[Judged], set[str], frozenset[str]]:
    """The scorecards, the paths that they rest on beside those that the first process knows of, and those of all."""
    work = _work[-1]
    with dependencies.recording() as seen:
        found = list(_judged_here(work.subjects[which], work.rules, work.options, work.keeps))
    return found, seen - work.known, dependencies.recorded_for_all()


def _judged_here(
    subjects: Sequence[Subject], rules: Sequence[Rule], options: RunOptions, keeps: bool
) -> Iterator[Judged]:
    imports, gathered = ImportedPaths(options.settings.import_root), gather(subjects, options, None)
    while True:
        started = time.monotonic()
        with dependencies.recording() as seen:
            evidence = next(gathered, None)
            if evidence is None:
                return
            scorecard = judge(rules, evidence, options.settings.conventions)
        took = time.monotonic() - started
        if not keeps:
            yield Judged(scorecard=scorecard, took=took)
            continue
        imported = imports.of(evidence.subject.file)
        dependencies.record(*imported)
        yield Judged(scorecard=scorecard, took=took, seen=frozenset(seen - imported), imported=imported)
