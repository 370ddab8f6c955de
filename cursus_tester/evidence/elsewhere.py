"""The baseline with two dependencies, built once more in a Python that orders sets in another way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cursus_tester.evidence.trace import Trace

#: The name of the scenario.
ELSEWHERE = "built in a process with another hash seed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another interpreter, which a rule asks for where it needs it: it takes seconds to start."""

    #: Builds there; ``None`` where the team's code iterates over no set, or there is no other interpreter.
    build: Callable[[], Trace | None]


def with_most_dependencies(traces: Iterable[Trace]) -> Trace:
    """The compiled build that is the baseline with one dependency more, else the baseline itself."""
    tried = tuple(traces)
    more = (each for each in tried if each.scenario.idle_dependency and not each.scenario.is_combined)
    return next((each for each in more if each.request is not None), tried[0])
