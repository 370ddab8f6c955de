"""Compare `check --static` with linters, an earlier build and parsing alone: what people and hooks wait for."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.earlier_build import NOW, REPOSITORY, Build
from benchmarks.rows import Row, at_most, compared
from benchmarks.usage import Usage, alternately, cpu, memory, used, wall

#: How many builders are read.
BUILDERS = 1000
#: How many of them change.
_CHANGED = 5
#: How many modules of libraries are read, at most.
_MODULES = 10_000
_SOURCE = "xgboost_model"
_CHECK = ("check", "modules", "--static", "--jobs", "2")
#: What names the SDK is parsed, all else is read: no checker does less.
_PARSING = """
import ast, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    data = path.read_bytes()
    if b"sagemaker" in data:
        try:
            compile(data, str(path), "exec", ast.PyCF_ONLY_AST)
        except (SyntaxError, ValueError):
            pass
"""


def rows(folder: Path, before: Build, runs: int) -> Iterable[Row]:
    """Every row on reading builders, as soon as it is measured."""
    tree = folder / "thousand"
    plant_builders(tree, BUILDERS)
    what = f"`check --static`, {BUILDERS} builders"

    def anew(build: Build) -> Usage:
        return build.run(*_CHECK, "--no-cache", folder=tree)

    now, earlier = alternately(lambda: anew(NOW), lambda: anew(before), runs)
    yield compared(f"{what}, nothing kept, two processes", wall(now), before.name, wall(earlier), 0.45)
    linted = [used([sys.executable, "-m", "flake8", "modules"], folder=tree) for _ in range(runs)]
    yield compared(f"{what}, nothing kept, CPU", cpu(now), "`flake8`", cpu(linted), 0.3)
    yield at_most(f"{what}, memory", memory(now), 200.0, "MB")
    _check(tree)
    kept, linted = alternately(lambda: _check(tree), lambda: _ruff(tree), runs)
    yield compared(f"{what}, unchanged", wall(kept), "`ruff check --no-cache`", wall(linted), 1.0)
    few, linted = alternately(lambda: _changed(tree), lambda: _ruff(tree), runs)
    yield compared(f"{what}, {_CHANGED} changed", wall(few), "`ruff check --no-cache` of all", wall(linted), 1.5)
    _commit(tree)
    hooked, linted = alternately(lambda: _staged(tree), lambda: _ruff(tree), runs)
    what = f"the commit hook on {_CHANGED} of {BUILDERS} builders"
    yield compared(what, wall(hooked), "`ruff check --no-cache` of all", wall(linted), 1.5)


def plant_builders(tree: Path, count: int) -> None:
    """Write so many builders below a folder, beside the specification that they import."""
    modules = tree / "modules"
    modules.mkdir(parents=True)
    source = (REPOSITORY / "builders" / f"{_SOURCE}.py").read_text(encoding="utf-8")
    for number in range(count):
        name = f"XGBoost{number}ModelStepBuilder"
        text = source.replace("XGBoostModelStepBuilder", name)
        (modules / f"xgboost_{number}_model.py").write_text(text, encoding="utf-8")
    (tree / "specs").mkdir()
    shutil.copy(REPOSITORY / "specs" / f"{_SOURCE}.py", tree / "specs")


def _check(tree: Path) -> Usage:
    return NOW.run(*_CHECK, folder=tree)


def _ruff(tree: Path) -> Usage:
    return used([str(Path(sys.executable).with_name("ruff")), "check", "--no-cache", "modules"], folder=tree)


def _changed(tree: Path) -> Usage:
    _edit(tree)
    return _check(tree)


def _edit(tree: Path) -> Sequence[str]:
    names = [f"modules/xgboost_{number}_model.py" for number in range(_CHANGED)]
    for name in names:
        with (tree / name).open("a", encoding="utf-8") as text:
            text.write("# changed once more\n")
    return names


def _commit(tree: Path) -> None:
    _git(tree, "init", "--quiet")
    _git(tree, "add", "modules", "specs")
    _git(tree, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "-m", "All builders")


def _staged(tree: Path) -> Usage:
    _git(tree, "add", *_edit(tree))
    return NOW.run("gate", "--base", "HEAD", "--staged", "--static", "modules", folder=tree)


def _git(tree: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=tree, check=True, capture_output=True)


def rows_of_libraries(folder: Path, before: Build, runs: int) -> Iterable[Row]:
    """Every row on reading modules that hold no builder."""
    count = plant_libraries(folder / "modules")
    what = f"`check --static`, {count} modules of libraries"

    def anew(build: Build) -> Usage:
        return build.run(*_CHECK, "--no-cache", folder=folder, codes=(0, 1, 2))

    parsing = [sys.executable, "-c", _PARSING, "modules"]
    now, parsed = alternately(lambda: anew(NOW), lambda: used(parsing, folder=folder), runs)
    yield compared(what, wall(now), "reading them, parsing those that name the SDK", wall(parsed), 1.2)
    earlier = [anew(before)]
    yield compared(f"{what}, memory", memory(now), before.name, memory(earlier), 0.07, unit="MB")
    yield at_most(f"{what}, memory", memory(now), 300.0, "MB")


def plant_libraries(tree: Path) -> int:
    """Copy modules of this environment's libraries below a folder, without the SDK; how many there were."""
    libraries, count = Path(sysconfig.get_path("purelib")), 0
    for path in sorted(libraries.rglob("*.py")):
        relative = path.relative_to(libraries)
        if relative.parts[0].startswith(("sagemaker", "cursus")) or count == _MODULES:
            continue
        (tree / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, tree / relative)
        count += 1
    return count
