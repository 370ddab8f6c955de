"""Run code again and again, each time with what the time before showed to be missing."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cursus_tester.evidence.build import Need
from cursus_tester.evidence.trace import Trace
from cursus_tester.probe.pipelines.run import Obstacle

#: Files that are handed on and not looked into while a pipeline is built.
_PROGRAMS = frozenset({".py", ".sh", ".r", ".R", ".jar", ".sql", ".ipynb"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One run."""

    trace: Trace
    #: What stopped it; ``None``: a pipeline was built.
    obstacle: Obstacle | None
    #: The environment variables that it asked for and that are not set.
    unset: Mapping[str, None]
    #: How many things were made up for it.
    made_up: int


def furthest(attempt: Callable[[], Attempt], provide: Callable[[Attempt], bool]) -> Attempt:
    """The run that tells most: one that builds a pipeline, else the one that shows what is really missing.

    Args:
        attempt: Runs the code with what is there and what was made up so far.
        provide: Makes up what a run lacks; whether there is such a thing.
    """
    attempts = [attempt()]
    while attempts[-1].obstacle is not None:
        ended_by = [each.obstacle.problem for each in attempts[:-1] if each.obstacle is not None]
        if attempts[-1].obstacle.problem in ended_by or not provide(attempts[-1]):
            break
        attempts.append(attempt())
    last = attempts[-1].obstacle
    if last is None:
        return attempts[-1]
    # What was made up did not help where the run ends as it did before, nor where data was made up that is looked into.
    return next(each for each in attempts if each.obstacle == last or _lacks_data(each))


def _lacks_data(attempt: Attempt) -> bool:
    missing = attempt.obstacle.missing if attempt.obstacle is not None else None
    return missing is not None and missing.need is Need.FILE and os.path.splitext(missing.name)[1] not in _PROGRAMS
