"""Compare judging a pipeline function of seven steps by every rule with compiling the pipeline once."""

from __future__ import annotations

import statistics
import subprocess
import sys

from benchmarks.earlier_build import REPOSITORY
from benchmarks.rows import Row


def row(runs: int) -> Row:
    """CPU seconds of `benchmarks.one_pipeline`, each time in a process of its own."""
    measured = []
    for _ in range(runs):
        printed = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.one_pipeline"],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        measured.append(tuple(map(float, printed.split()[-2:])))
    whole, once = zip(*measured, strict=True)
    return Row(
        what="a pipeline function of 7 steps, every rule, CPU",
        value=statistics.median(whole),
        yardstick="making it and one `definition()`, CPU",
        yardstick_value=statistics.median(once),
        allowed=12 * statistics.median(once),
        allowed_text="12 x",
        spread=(min(whole), max(whole)),
        yardstick_spread=(min(once), max(once)),
    )
