"""Judge everything once, and then, after each change, what it touches: the cache knows what depends on what."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import redirect_stdout

from cursus_tester.results.report import Report
from cursus_tester.run import checking, planning
from cursus_tester.run.cache import open_store
from cursus_tester.workers.kept import KeptServers

#: Told what changed, the report, and the subjects that were judged anew.
Show = Callable[[Sequence[str], Report, Sequence[str]], None]


def watch(
    request: planning.CheckRequest,
    changes: Iterable[Sequence[str]],
    servers: KeptServers,
    cache_folder: str,
    show: Show,
    complain: Callable[[str], None],
) -> None:
    """Judge after each change, until `changes` ends.

    Args:
        request: What is judged.
        changes: The files that changed, as often as some do.
        servers: Where processes come from that have imported the SDK.
        cache_folder: Where scorecards are kept from one round to the next.
        show: Told of each round that came to a report.
        complain: Told what cannot be judged: settings half-typed, a folder that is gone.

    Raises:
        cursus_tester.workers.launching.ProbeError: Builders cannot be run at all.
    """
    for changed in changes:
        try:
            with redirect_stdout(sys.stderr):
                planned = planning.plan(request)
                # A store remembers what it has looked at: each round looks again.
                cache = checking.scorecards_of(planned, open_store(cache_folder))
                seconds: dict[str, float] = {}
                report = checking.run(planned, cache=cache, servers=servers, seconds=seconds)
        except planning.Unable as error:
            for problem in error.problems:
                complain(problem)
            continue
        for problem in planned.problems:
            complain(problem)
        show(changed, report, sorted(seconds))
