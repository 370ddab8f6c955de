"""What commands take: CPU seconds of a process and all that it starts, seconds on the wall, and memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: What a check ends with that did its work.
DONE = (0, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one command took, in seconds; and the most memory that one of its processes had, in MB."""

    cpu: float
    wall: float
    memory: float = 0.0

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


def cpu(usages: Iterable[Usage]) -> Sample:
    """The CPU seconds of several runs."""
    return Sample(values=tuple(each.cpu for each in usages))


def wall(usages: Iterable[Usage]) -> Sample:
    """The seconds of several runs."""
    return Sample(values=tuple(each.wall for each in usages))


def memory(usages: Iterable[Usage]) -> Sample:
    """The peak memory of several runs, in MB."""
    return Sample(values=tuple(each.memory for each in usages))


def used(
    arguments: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    codes: Collection[int] = DONE,
) -> Usage:
    """Run a command that must end with one of these exit codes, and measure it.

    Its memory is at least the most that this process ever had: the kernel counts a process from its fork on.
    """
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        _, status, taken = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            output.seek(0)
            said = output.read().decode(errors="replace")[-2000:]
            raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}: {said}")
    return Usage(cpu=taken.ru_utime + taken.ru_stime, wall=seconds, memory=taken.ru_maxrss / 1024)


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
