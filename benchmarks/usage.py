"""What commands take: CPU seconds of a process and all that it starts, and seconds on the wall."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one command took, in seconds."""

    cpu: float
    wall: float

    def __sub__(self, other: Usage) -> Usage:
        return Usage(cpu=self.cpu - other.cpu, wall=self.wall - other.wall)

    def __truediv__(self, count: int) -> Usage:
        return Usage(cpu=self.cpu / count, wall=self.wall / count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Several measurements of one thing."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """Their median."""
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the most."""
        return min(self.values), max(self.values)


def used(arguments: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None) -> Usage:
    """Run a command whose exit status must be 0 or 1, and measure it."""
    before, started = _cpu(), time.perf_counter()
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    wall = time.perf_counter() - started
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.decode()}")
    return Usage(cpu=_cpu() - before, wall=wall)


def _cpu() -> float:
    """The CPU seconds of all processes that have ended, with their own."""
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


def alternately(one: Callable[[], Usage], other: Callable[[], Usage], runs: int) -> tuple[list[Usage], list[Usage]]:
    """Both in turn, `runs` times; they take turns in being the first."""
    first: list[Usage] = []
    second: list[Usage] = []
    for turn in range(runs):
        for each, found in ((one, first), (other, second)) if turn % 2 else ((other, second), (one, first)):
            found.append(each())
    return first, second


def importing_sdk(folder: Path) -> Usage:
    """What importing the SDK takes."""
    return used([sys.executable, "-W", "ignore", "-c", "import sagemaker"], folder=folder)
