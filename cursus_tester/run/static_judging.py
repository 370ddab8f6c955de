"""Judge the source of many subjects in several processes. Each process has what this one read so far."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cursus_tester.files import dependencies
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject
from cursus_tester.rules.registry import Rule
from cursus_tester.run.gathering import gather
from cursus_tester.run.judging import judge
from cursus_tester.settings.run_options import RunOptions

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


def can_share_out(subjects: Sequence[Subject], options: RunOptions) -> bool:
    """Whether several processes judge these subjects sooner than this one."""
    if not options.static or len(subjects) < _WORTH_IT or _processes(options) < 2:
        return False
    from cursus_tester.workers.launching import can_fork

    return can_fork()


def judged(subjects: Sequence[Subject], rules: Sequence[Rule], options: RunOptions) -> Iterator[Scorecard]:
    """The scorecard of each subject, in their order."""
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    try:
        for scorecard in _judged_elsewhere(subjects, rules, options):
            done += 1
            yield scorecard
    except BrokenProcessPool:
        # Somebody killed one, as the system does where memory is short. One process takes less.
        yield from _judged_here(subjects[done:], rules, options)


def _judged_elsewhere(subjects: Sequence[Subject], rules: Sequence[Rule], options: RunOptions) -> Iterator[Scorecard]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    processes = _processes(options)
    size = -(-len(subjects) // (processes * _ROUNDS))
    slices = [slice(start, start + size) for start in range(0, len(subjects), size)]
    with ProcessPoolExecutor(
        max_workers=processes,
        mp_context=multiprocessing.get_context("fork"),
        initializer=_begin,
        initargs=(_Work(subjects=subjects, rules=rules, options=options, known=dependencies.recorded()),),
    ) as pool:
        for scorecards, seen in pool.map(_judge_slice, slices):
            dependencies.record(*seen)
            yield from scorecards


def _processes(options: RunOptions) -> int:
    return options.jobs or os.cpu_count() or 1


#: What a process that was started for it judges: it has it from the one that started it.
_work: list[_Work] = []


def _begin(work: _Work) -> None:
    # The one that started it stops it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work.append(work)


def _judge_slice(which: slice) -> tuple[list[Scorecard], set[str]]:
    """The scorecards, and the paths that they rest on beside those that the first process knows of."""
    work = _work[-1]
    with dependencies.recording() as seen:
        scorecards = list(_judged_here(work.subjects[which], work.rules, work.options))
    return scorecards, seen - work.known


def _judged_here(subjects: Sequence[Subject], rules: Sequence[Rule], options: RunOptions) -> Iterator[Scorecard]:
    for evidence in gather(subjects, options, None):
        yield judge(rules, evidence, options.settings.conventions)
