"""Time the tool against yardsticks in the same run, and write reports/bench.md: medians and ratios.

Seconds differ between machines and hours; ratios of two commands that were run in turn differ little.
"""

from __future__ import annotations

import ast
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
TOOL = [sys.executable, "-m", "cursus_tester"]
RUNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement: what, against what, and how much it may be."""

    what: str
    seconds: float
    yardstick: str
    yardstick_seconds: float
    #: What the first may take, in seconds, given the second.
    allowed: float
    allowed_text: str


def command(*arguments: str, folder: Path = REPOSITORY) -> Callable[[], None]:
    """A command to be timed as a whole process; it must end with 0 or 1."""

    def run() -> None:
        done = subprocess.run(arguments, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.decode()}")

    return run


def in_turn(one: Callable[[], None], other: Callable[[], None], runs: int = RUNS) -> tuple[float, float]:
    """The median seconds of each, run alternately after one warm-up."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(runs + 1):
        for timed, kept in zip((one, other), times, strict=True):
            started = time.perf_counter()
            timed()
            if turn:
                kept.append(time.perf_counter() - started)
    return statistics.median(times[0]), statistics.median(times[1])


def check(*paths: str, jobs: int, folder: Path = REPOSITORY, cached: bool = False) -> Callable[[], None]:
    """A check as a command."""
    cache = [] if cached else ["--no-cache"]
    return command(*TOOL, "check", *paths, *cache, "--jobs", str(jobs), "-f", f"json={os.devnull}", folder=folder)


def version() -> Row:
    seconds, flake8 = in_turn(command(*TOOL, "--version"), command(sys.executable, "-m", "flake8", "--version"))
    return Row(
        what="`cursus-tester --version`",
        seconds=seconds,
        yardstick="`flake8 --version`",
        yardstick_seconds=flake8,
        allowed=flake8,
        allowed_text="1.0 x",
    )


def static(folder: Path) -> Row:
    modules = folder / "modules"
    modules.mkdir()
    source = (REPOSITORY / "builders" / "xgboost_model.py").read_text(encoding="utf-8")
    for number in range(1000):
        name = f"XGBoost{number}ModelStepBuilder"
        text = source.replace("XGBoostModelStepBuilder", name)
        (modules / f"xgboost_{number}_model.py").write_text(text, encoding="utf-8")
    shutil.copytree(REPOSITORY / "specs", folder / "specs")

    def parse() -> None:
        for path in sorted(modules.iterdir()):
            ast.parse(path.read_bytes())

    run = command(*TOOL, "check", "modules", "--static", "--jobs", "1", "-f", f"json={os.devnull}", folder=folder)
    seconds, parsing = in_turn(run, parse, runs=3)
    return Row(
        what="`check --static --jobs 1`, 1,000 modules",
        seconds=seconds,
        yardstick="`ast.parse` over them",
        yardstick_seconds=parsing,
        allowed=4 * parsing,
        allowed_text="4 x",
    )


def cold() -> Row:
    builders = len(list((REPOSITORY / "builders").glob("*.py")))
    seconds, importing = in_turn(
        check("builders/", jobs=2), command(sys.executable, "-W", "ignore", "-c", "import sagemaker"), runs=3
    )
    return Row(
        what="`check builders/`, nothing kept",
        seconds=seconds,
        yardstick="`import sagemaker`",
        yardstick_seconds=importing,
        allowed=importing + 1 + 0.5 * builders,
        allowed_text=f"1 x + 1 s + {builders} x 0.5 s",
    )


def warm() -> Row:
    seconds, flake8 = in_turn(
        check("builders/", jobs=2, cached=True), command(sys.executable, "-m", "flake8", "--version")
    )
    return Row(
        what="`check builders/`, unchanged since",
        seconds=seconds,
        yardstick="`flake8 --version`",
        yardstick_seconds=flake8,
        allowed=2 * flake8,
        allowed_text="2 x",
    )


def one_builder() -> Row:
    """CPU seconds, the worst of the reference builders; the yardstick is one build, compiled, under the same set-up."""
    worst = (0.0, 1.0, "")
    for path in sorted((REPOSITORY / "builders").glob("*.py")):
        measured = []
        for _ in range(3):
            printed = subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "benchmarks.one_builder", f"builders/{path.name}"],
                cwd=REPOSITORY,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            whole, once = map(float, printed.split()[-2:])
            measured.append((whole, once))
        whole, once = (statistics.median(column) for column in zip(*measured, strict=True))
        worst = max(worst, (whole, once, path.name))
    return Row(
        what=f"one builder, every rule, CPU (`{worst[2]}`, the slowest)",
        seconds=worst[0],
        yardstick="building and compiling once, CPU",
        yardstick_seconds=worst[1],
        allowed=1.0,
        allowed_text="1.0 s",
    )


def further(folder: Path) -> Row:
    """What one more builder costs, from 20 and 60 copies of one."""
    for name in ("builders", "specs"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    source = (REPOSITORY / "builders" / "xgboost_model.py").read_text(encoding="utf-8")
    for count in (20, 60):
        target = folder / f"copies{count}"
        target.mkdir()
        for number in range(count):
            (target / f"copy_{number}_model.py").write_text(source, encoding="utf-8")
    many, few = in_turn(check("copies60", jobs=2, folder=folder), check("copies20", jobs=2, folder=folder), runs=1)
    each = (many - few) / 40
    return Row(
        what="each further builder, `--jobs 2`",
        seconds=each,
        yardstick="20 builders",
        yardstick_seconds=few,
        allowed=0.5,
        allowed_text="0.5 s",
    )


def unused_plugin(folder: Path) -> Row:
    """A pytest run that checks no builder, with the tester installed; needs many runs: the difference is small."""
    (folder / "test_own.py").write_text("def test_own(): ...\n", encoding="utf-8")
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    seconds, without = in_turn(
        command(*pytest, folder=folder), command(*pytest, "-p", "no:cursus_tester", folder=folder), runs=11
    )
    return Row(
        what="`pytest` of one empty test, plugin unused",
        seconds=seconds,
        yardstick="the same with `-p no:cursus_tester`",
        yardstick_seconds=without,
        allowed=without + 0.02,
        allowed_text="1 x + 20 ms",
    )


def render(rows: list[Row]) -> str:
    lines = [
        "# Performance",
        "",
        f"Medians of whole processes, run in turn with their yardsticks (`make bench`; Python "
        f"{sys.version_info[0]}.{sys.version_info[1]}, {os.cpu_count()} processors).",
        "",
        "| what | s | against | s | ratio | allowed | |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        verdict = "within" if row.seconds <= row.allowed else "**over**"
        lines.append(
            f"| {row.what} | {row.seconds:.2f} | {row.yardstick} | {row.yardstick_seconds:.2f} | "
            f"{row.seconds / row.yardstick_seconds:.2f} | {row.allowed_text} | {verdict} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, other, third = (Path(tempfile.mkdtemp(dir=folder)) for _ in range(3))
        rows = [one_builder(), version(), static(one), cold(), warm(), further(other), unused_plugin(third)]
    text = render(rows)
    (REPOSITORY / "reports" / "bench.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
