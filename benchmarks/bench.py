"""Compare the tool's speed with yardsticks in the same run, and write medians and ratios to reports/bench.md.

Seconds differ between machines and hours; the ratio of two commands that run in turn differs little.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import earlier_build, long_reports, pipeline, static_checks
from benchmarks.earlier_build import Build
from benchmarks.rows import Row, render
from benchmarks.usage import alternately, cpu, used

REPOSITORY = Path(__file__).resolve().parents[1]
TOOL = [sys.executable, "-m", "cursus_tester"]
RUNS = 3


def command(*arguments: str, folder: Path = REPOSITORY) -> Callable[[], None]:
    """A function that runs a command as a process; its exit status must be 0 or 1."""

    def run() -> None:
        done = subprocess.run(arguments, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.decode()}")

    return run


def in_turn(one: Callable[[], None], other: Callable[[], None], runs: int = RUNS) -> tuple[float, float]:
    """The median seconds of each, run alternately after one warm-up."""
    first, second = zip(*pairs(one, other, runs), strict=True)
    return statistics.median(first), statistics.median(second)


def pairs(one: Callable[[], None], other: Callable[[], None], runs: int) -> list[tuple[float, float]]:
    """The seconds of each, pair by pair, after one warm-up. They take turns in being the first of a pair."""
    found = []
    for turn in range(runs + 1):
        times = {each: seconds(each) for each in ((other, one) if turn % 2 else (one, other))}
        found.append((times[one], times[other]))
    return found[1:]


def seconds(timed: Callable[[], None]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    timed()
    return time.perf_counter() - started


def check(*paths: str, jobs: int, folder: Path = REPOSITORY, cached: bool = False) -> Callable[[], None]:
    """A check as a command."""
    return command(*TOOL, *_checking(*paths, jobs=jobs, cached=cached), folder=folder)


def _checking(*paths: str, jobs: int, cached: bool = False) -> list[str]:
    cache = [] if cached else ["--no-cache"]
    return ["check", *paths, *cache, "--jobs", str(jobs), "-f", f"json={os.devnull}"]


def version() -> Row:
    seconds, flake8 = in_turn(command(*TOOL, "--version"), command(sys.executable, "-m", "flake8", "--version"))
    return Row(
        what="`cursus-tester --version`",
        value=seconds,
        yardstick="`flake8 --version`",
        yardstick_value=flake8,
        allowed=0.4 * flake8,
        allowed_text="0.4 x",
    )


def cold() -> Row:
    builders = len(list((REPOSITORY / "builders").glob("*.py")))
    seconds, importing = in_turn(
        check("builders/", jobs=2), command(sys.executable, "-W", "ignore", "-c", "import sagemaker"), runs=3
    )
    return Row(
        what="`check builders/`, nothing kept",
        value=seconds,
        yardstick="`import sagemaker`",
        yardstick_value=importing,
        allowed=importing + 0.25 * builders,
        allowed_text=f"1 x + {builders} x 0.25 s",
    )


def warm() -> Row:
    seconds, flake8 = in_turn(
        check("builders/", jobs=2, cached=True), command(sys.executable, "-m", "flake8", "--version")
    )
    return Row(
        what="`check builders/`, unchanged since",
        value=seconds,
        yardstick="`flake8 --version`",
        yardstick_value=flake8,
        allowed=2 * flake8,
        allowed_text="2 x",
    )


def one_builder() -> Row:
    """CPU seconds of the slowest reference builder. The yardstick is building and compiling once in the same set-up."""
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
        value=worst[0],
        yardstick="building and compiling once, CPU",
        yardstick_value=worst[1],
        allowed=1.0,
        allowed_text="1.0 s",
    )


#: Numbers of copies of one builder to check.
FEW, SOME, MANY = 20, 100, 1000
#: MB that the started process may have, whatever the number of builders.
MEMORY = 200


def further(folder: Path) -> list[Row]:
    """The time of each further builder, and its memory in the started process."""
    for name in ("builders", "specs"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "v3"))
    source = (REPOSITORY / "builders" / "xgboost_model.py").read_text(encoding="utf-8")
    took, memory = {}, {}
    for count in (FEW, SOME, MANY):
        target = folder / f"copies{count}"
        target.mkdir()
        for number in range(count):
            (target / f"copy_{number}_model.py").write_text(source, encoding="utf-8")
        took[count], memory[count] = measured(folder, target.name)
    early, late = (took[SOME] - took[FEW]) / (SOME - FEW), (took[MANY] - took[SOME]) / (MANY - SOME)
    return [
        Row(
            what=f"each further builder up to {SOME}, `--jobs 2`",
            value=early,
            yardstick=f"{FEW} builders",
            yardstick_value=took[FEW],
            allowed=0.5,
            allowed_text="0.5 s",
        ),
        Row(
            what=f"each further builder up to {MANY}, `--jobs 2`",
            value=late,
            yardstick=f"each up to {SOME}",
            yardstick_value=early,
            allowed=min(0.5, 1.2 * early),
            allowed_text="0.5 s and 1.2 x",
        ),
        Row(
            what=f"memory of the process that is started, {MANY} builders",
            value=memory[MANY],
            yardstick=f"{SOME} builders",
            yardstick_value=memory[SOME],
            allowed=MEMORY,
            allowed_text=f"{MEMORY} MB",
            unit="MB",
        ),
    ]


def measured(folder: Path, path: str) -> tuple[float, float]:
    """The seconds of a check and the peak memory in MB of its process, without its child processes."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peak_memory", *_checking(path, jobs=2)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started, int(done.stderr.split()[-1]) / 1024


def unused_plugin(folder: Path) -> Row:
    """A pytest run that checks no builder, with and without the plugin, and without any other plugin.

    Even so the median of the differences is below the noise; the least that each takes is not.
    """
    (folder / "test_own.py").write_text("def test_own(): ...\n", encoding="utf-8")
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with_it, without = alternately(
        lambda: used([*pytest, "-p", "cursus_tester.pytest_plugin.plugin"], folder=folder, environment=alone),
        lambda: used(pytest, folder=folder, environment=alone),
        runs=41,
    )
    least, base = min(cpu(with_it).values), min(cpu(without).values)
    return Row(
        what="`pytest` of one empty test: what the unused plugin adds, CPU",
        value=least - base,
        yardstick="the same without it, CPU",
        yardstick_value=base,
        allowed=0.005,
        allowed_text="5 ms",
    )


#: How many builders pytest collects.
COLLECTED = 100
_ITEMS = """
import pytest
@pytest.mark.parametrize("rule", [f"rule_{{number}}" for number in range({rules})])
def test_{name}(rule): ...
"""


def collection(folder: Path) -> Row:
    """Collecting a test for each builder and rule, and as many tests of pytest's own, in a file for each builder."""
    static_checks.plant_builders(folder, COLLECTED)
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--collect-only"]
    conforming = [*pytest, "--conformance", "modules"]
    printed = subprocess.run(conforming, cwd=folder, capture_output=True, text=True, check=True).stdout
    rules = sum("::" in line for line in printed.splitlines()) // COLLECTED
    (folder / "own").mkdir()
    for number in range(COLLECTED):
        text = _ITEMS.format(rules=rules, name=number)
        (folder / "own" / f"test_{number}.py").write_text(text, encoding="utf-8")
    found = pairs(command(*conforming, folder=folder), command(*pytest, "own", folder=folder), runs=3)
    one, other = (statistics.median(column) for column in zip(*found, strict=True))
    return Row(
        what=f"`pytest --conformance --collect-only` of {COLLECTED} builders",
        value=one,
        yardstick=f"collecting {COLLECTED * rules} tests of pytest's own",
        yardstick_value=other,
        allowed=1.3 * other,
        allowed_text="1.3 x",
    )


#: What is measured, by the word that chooses it: each gets a folder of its own, the earlier build and a number of runs.
GROUPS: Mapping[str, Callable[[Path, Build, int], Iterable[Row]]] = {
    "version": lambda *_: [version()],
    "static": static_checks.rows,
    "libraries": static_checks.rows_of_libraries,
    "reports": long_reports.rows,
    "pytest": lambda folder, *_: [unused_plugin(folder), collection(folder / "builders")],
    "cold": lambda *_: [cold()],
    "warm": lambda *_: [warm()],
    "one": lambda *_: [one_builder()],
    "further": lambda folder, *_: further(folder),
    "earlier": earlier_build.rows,
    "pipeline": lambda folder, before, runs: [pipeline.row(runs)],
}


def rows(folder: Path, chosen: Sequence[str], runs: int) -> Iterator[Row]:
    """The rows of the chosen groups, each as soon as it is measured."""
    before = earlier_build.unpacked(folder / earlier_build.COMMIT)
    for name in chosen:
        yield from GROUPS[name](Path(tempfile.mkdtemp(dir=folder)), before, runs)


def main() -> None:
    """Measure, and show each row when it is there. All of them make the report; some are chosen by their words."""
    # Users keep the bytecode of what they import, as libraries have theirs; else each run compiles the whole tool.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    chosen = sys.argv[1:] or tuple(GROUPS)
    unknown = [each for each in chosen if each not in GROUPS]
    if unknown:
        raise SystemExit(f"no rows are named {', '.join(unknown)}; there are {', '.join(GROUPS)}")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder), chosen, RUNS):
            found.append(row)
            ratio = row.value / row.yardstick_value
            print(f"{row.what}: {row.value:.3f} {row.unit}, {ratio:.2f} x {row.yardstick}", flush=True)
            if not sys.argv[1:]:
                # Each time: a row that cannot be measured loses none of those before it.
                (REPOSITORY / "reports" / "bench.md").write_text(render(found), encoding="utf-8")
    print(render(found))


if __name__ == "__main__":
    main()
