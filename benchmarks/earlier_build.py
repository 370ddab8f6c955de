"""Compare this build with an earlier one, side by side: the earlier one is unpacked from git into a folder of its own.

Both run with the same Python and the same libraries, in turn, on the builders that the earlier build has.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tarfile
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from benchmarks.rows import Row, compared
from benchmarks.usage import DONE, Usage, alternately, cpu, importing_sdk, used, wall

REPOSITORY = Path(__file__).resolve().parents[1]
#: The build that targets are set against: it has seven builders of models, and no combined scenarios.
COMMIT = "b14cf21"
#: How many copies of a builder are checked beside the first one.
COPIES = 4
#: Of this builder of the earlier build, a builder of another type of step is to take no more time.
USUAL = "xgboost_model.py"
#: Builders of jobs, which the earlier build has none of.
JOBS = ("tabular_preprocessing.py", "pytorch_training.py")


TOOL = (sys.executable, "-W", "ignore", "-m", "cursus_tester")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A build of the tester, as a folder to import it from."""

    name: str
    root: Path

    def check(self, *paths: str, folder: Path, cached: bool = False) -> Usage:
        """Check paths below a folder."""
        kept = [] if cached else ["--no-cache"]
        return self.run("check", *paths, *kept, "--jobs", "2", "-f", f"json={os.devnull}", folder=folder)

    def run(self, *arguments: str, folder: Path, codes: Collection[int] = DONE) -> Usage:
        """Run a command below a folder."""
        return used([*TOOL, *arguments], folder=folder, environment=self.environment(), codes=codes)

    def environment(self) -> dict[str, str]:
        """Variables with which Python imports this build."""
        return {"PYTHONPATH": str(self.root), "SAGEMAKER_SUPPRESS_V2_WARNING": "1"}

    def builders(self) -> list[str]:
        """The files of its reference builders."""
        return sorted(path.name for path in (self.root / "builders").glob("*.py"))


NOW = Build(name="this build", root=REPOSITORY)


def unpacked(folder: Path) -> Build:
    """The earlier build.

    Raises:
        SystemExit: The repository does not have it, as a shallow clone does not.
    """
    done = subprocess.run(["git", "archive", COMMIT], cwd=REPOSITORY, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{COMMIT} cannot be unpacked, to compare with it: {done.stderr.decode().strip()}")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return Build(name=COMMIT, root=folder)


def rows(folder: Path, before: Build, runs: int) -> Iterable[Row]:
    """Every comparison of runs of builders, as soon as it is measured."""
    names = before.builders()
    usual: list[Usage] = []
    for name in names:
        now, earlier = _each_further(folder, before, name, name, runs)
        if name == USUAL:
            usual = earlier
        yield from _compared(f"`{name}`: each further builder, every rule", now, earlier)
    for name in JOBS:
        of_this_build = _of_copies(folder, NOW, name)
        now = [of_this_build() for _ in range(runs)]
        yield from _compared(
            f"`{name}`: each further builder, every rule", now, usual, of=f" (`{USUAL}`)", with_wall=False
        )
    yield from _cold(folder, before, names, runs)
    yield _one_of_many(folder, runs)


def _each_further(folder: Path, before: Build, name: str, other: str, runs: int) -> tuple[list[Usage], list[Usage]]:
    """What each copy of a builder takes beside the first one, in both builds."""
    return alternately(_of_copies(folder, NOW, name), _of_copies(folder, before, other), runs)


def _of_copies(folder: Path, build: Build, name: str) -> Callable[[], Usage]:
    tree = folder / f"copies-{build.name}-{Path(name).stem}".replace(" ", "-")
    _plant(build, tree, {"one": {f"copy_0_{name}": name}})
    _plant(build, tree, {"many": {f"copy_{number}_{name}": name for number in range(1 + COPIES)}})
    return lambda: (build.check("many", folder=tree) - build.check("one", folder=tree)) / COPIES


def _plant(build: Build, tree: Path, folders: dict[str, dict[str, str]]) -> None:
    """Copy builders, by their new name below a folder, beside the specifications that they import."""
    for package in ("builders", "specs"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(build.root / package, tree / package, ignore=ignored, dirs_exist_ok=True)
    for target, files in folders.items():
        (tree / target).mkdir()
        for new, old in files.items():
            shutil.copy(build.root / "builders" / old, tree / target / new)


def _compared(
    what: str, now: Sequence[Usage], earlier: Sequence[Usage], *, of: str = "", with_wall: bool = True
) -> Iterable[Row]:
    yield compared(f"{what}, CPU", cpu(now), f"{COMMIT}{of}", cpu(earlier), 1.0)
    if with_wall:
        yield compared(f"{what}, `--jobs 2`", wall(now), f"{COMMIT}{of}", wall(earlier), 0.5)


def _cold(folder: Path, before: Build, names: Sequence[str], runs: int) -> Iterable[Row]:
    """The builders that both builds have, checked with nothing kept."""
    trees = {}
    for build in (NOW, before):
        tree = trees[build.name] = folder / f"cold-{build.name}".replace(" ", "-")
        _plant(build, tree, {"checked": {name: name for name in names}})
    now, earlier = alternately(
        lambda: NOW.check("checked", folder=trees[NOW.name]),
        lambda: before.check("checked", folder=trees[before.name]),
        runs,
    )
    what = f"`check` of the {len(names)} builders that {COMMIT} has, nothing kept"
    yield compared(what, wall(now), COMMIT, wall(earlier), 0.7)
    importing = wall([importing_sdk(folder) for _ in range(runs)])
    yield Row(
        what=what,
        value=wall(now).median,
        yardstick="`import sagemaker`",
        yardstick_value=importing.median,
        allowed=importing.median + 0.25 * len(names),
        allowed_text=f"1 x + {len(names)} x 0.25 s",
        spread=wall(now).spread,
        yardstick_spread=importing.spread,
    )


#: How many builders are kept of which one changes.
_KEPT = 100


def _one_of_many(folder: Path, runs: int) -> Row:
    """One builder of many has changed since the last check."""
    tree = folder / "kept"
    _plant(NOW, tree, {"checked": {f"copy_{number}_{USUAL}": USUAL for number in range(_KEPT)}})
    NOW.check("checked", folder=tree, cached=True)
    changed = tree / "checked" / f"copy_1_{USUAL}"
    taken, importing = [], []
    for number in range(runs):
        with changed.open("a", encoding="utf-8") as text:
            text.write(f"\n# changed once more: {number}\n")
        taken.append(NOW.check("checked", folder=tree, cached=True).wall)
        importing.append(importing_sdk(folder).wall)
    return Row(
        what=f"one of {_KEPT} builders changed, the others kept",
        value=statistics.median(taken),
        yardstick="`import sagemaker`",
        yardstick_value=statistics.median(importing),
        allowed=statistics.median(importing) + 0.6,
        allowed_text="1 x + 0.6 s",
        spread=(min(taken), max(taken)),
        yardstick_spread=(min(importing), max(importing)),
    )
