"""Judge everything once, and then, after each change, what it touches: the cache knows what depends on what."""

from __future__ import annotations

import enum
import sys
from collections.abc import Callable, Iterable, Sequence, Set
from contextlib import redirect_stdout
from dataclasses import replace

from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Scorecard
from cursus_tester.results.subject import Subject
from cursus_tester.run import checking, planning
from cursus_tester.run.cache import open_store
from cursus_tester.run.kept_cards import KeptCards
from cursus_tester.workers.kept import KeptServers


class Look(enum.Enum):
    """How much of what changed was judged."""

    #: All there is to judge.
    WHOLE = "whole"
    #: Scenarios in which nothing is changed; the others follow, which take ten times as long.
    FIRST = "first"
    #: All, after a first look that found as much.
    SAME = "same"
    #: All, after a first look that found something else.
    OTHER = "other"


#: Told what changed, the report, the subjects that were judged anew, and how much of them was.
Show = Callable[[Sequence[str], Report, Sequence[str], Look], None]


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
            first = _first_look(planned, cache, servers, changed, show) if changed else None
            seconds: dict[str, float] = {}
            with redirect_stdout(sys.stderr):
                report = checking.run(planned, cache=cache, servers=servers, seconds=seconds)
        except planning.Unable as error:
            for problem in error.problems:
                complain(problem)
            continue
        for problem in planned.problems:
            complain(problem)
        look = Look.WHOLE if first is None else Look.SAME if _said(first) == _said(report) else Look.OTHER
        show(changed, report, sorted(seconds), look)


def _first_look(
    planned: planning.Plan, cache: KeptCards | None, servers: KeptServers, changed: Sequence[str], show: Show
) -> Report | None:
    """What scenarios without changes say of what a saved file touches; ``None`` where nothing is touched or runs."""
    options = planned.options
    if cache is None or options.static or options.changes is not None:
        return None
    plain = replace(planned, options=replace(options, changes=0, alone=False))
    seconds: dict[str, float] = {}
    with redirect_stdout(sys.stderr):
        report = checking.run(plain, cache=_OnlyLookedUp(cache), servers=servers, seconds=seconds)
    if not seconds:
        return None
    show(changed, report, sorted(seconds), Look.FIRST)
    return report


class _OnlyLookedUp:
    """Scorecards that are kept already. What a first look comes to is not all, so it is not kept."""

    def __init__(self, kept: KeptCards) -> None:
        self._kept = kept

    def get(self, subject: Subject) -> Scorecard | None:
        return self._kept.get(subject)

    def put(self, subject: Subject, scorecard: Scorecard, seen: Iterable[str], imported: Iterable[str]) -> None:
        pass

    def has_all(self, report: Report) -> bool:
        return False

    def finish(self) -> None:
        pass


def _said(report: Report) -> Set[tuple[str, ...]]:
    """What speaks against the subjects of a report, without the scenarios that showed it."""
    return {
        (card.subject.id, outcome.rule.id, outcome.kind.value, *(each.fingerprint for each in outcome.findings))
        for card in report.scorecards
        for outcome in card.outcomes
        if outcome.kind in (OutcomeKind.FAILED, OutcomeKind.BLOCKED, OutcomeKind.ERROR)
    }
