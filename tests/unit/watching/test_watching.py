"""The loop of `watch`, driven by an injected source of changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from cursus_tester.results.report import Report
from cursus_tester.run.planning import CheckRequest
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.watching.watching import Look, watch
from cursus_tester.workers.kept import KeptServers

BUILDER = "class {}StepBuilder:\n    def create_step(self): ...\n"


def rounds(
    tmp_path: Path, *changes: Callable[[], object], static: bool = True
) -> tuple[list[tuple[Sequence[str], Report, Sequence[str], Look]], list[str]]:
    """What `watch` tells of each round, and what it complains of; a change is made before each round but the first."""
    shown: list[tuple[Sequence[str], Report, Sequence[str], Look]] = []
    complaints: list[str] = []

    def source() -> Iterator[tuple[str, ...]]:
        yield ()
        for number, change in enumerate(changes, 1):
            change()
            yield (f"change {number}",)

    request = CheckRequest(overrides={"paths": ["builders"]}, options=RunOptions(static=static, jobs=1))
    with KeptServers() as servers:
        watch(request, source(), servers, str(tmp_path / "cache"), lambda *each: shown.append(each), complaints.append)
    return shown, complaints


@pytest.fixture(autouse=True)
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkdir("builders")
    for name in "AB":
        Path("builders", f"{name.lower()}.py").write_text(BUILDER.format(name), encoding="utf-8")


def save(text: str, path: str = "builders/a.py") -> Callable[[], object]:
    """At once, as editors do: of a file that is written in place a round may see the beginning."""

    def write_and_rename() -> None:
        Path("unsaved").write_text(text, encoding="utf-8")
        os.replace("unsaved", path)

    return write_and_rename


def failed(report: Report) -> set[str]:
    return {
        f"{card.subject.name or card.subject.place.path}: {outcome.rule.id}"
        for card in report.scorecards
        for outcome in card.outcomes
        if outcome.findings
    }


def test_a_syntax_error_half_typed_and_its_end(tmp_path: Path) -> None:
    shown, complaints = rounds(
        tmp_path, save("from sagemaker import x\nclass AStepBuilder(\n"), save(BUILDER.format("A"))
    )

    first, half, mended = (report for _, report, _, _ in shown)
    assert complaints == []
    assert "SB100" not in str(failed(first)) + str(failed(mended))
    assert failed(first) == failed(mended)
    assert len(half.scorecards) >= 1
    # Where nothing runs, a first look is the whole.
    assert [(changed, look) for changed, _, _, look in shown] == [
        ((), Look.WHOLE),
        (("change 1",), Look.WHOLE),
        (("change 2",), Look.WHOLE),
    ]


def test_a_deleted_folder_and_settings_half_typed(tmp_path: Path) -> None:
    shown, complaints = rounds(
        tmp_path,
        lambda: os.rename("builders", "elsewhere"),
        lambda: os.rename("elsewhere", "builders"),
        save("ignore = [", "cursus-tester.toml"),
        lambda: os.unlink("cursus-tester.toml"),
        # At once: of a folder that is deleted file by file a round may see a part.
        lambda: os.rename("builders", tmp_path.parent / f"{tmp_path.name}, deleted"),
    )

    assert [len(report.scorecards) for _, report, _, _ in shown] == [2, 0, 2, 2, 0]
    assert [each.split(":")[0] for each in complaints] == ["builders", "cursus-tester.toml", "builders"]


def test_only_what_depends_on_the_change_is_judged_again(tmp_path: Path) -> None:
    runnable = (
        "class {0}StepBuilder:\n    def __init__(self, config=None): ...\n    def create_step(self): return {1}\n"
    )
    for name in "AB":
        Path("builders", f"{name.lower()}.py").write_text(runnable.format(name, 1), encoding="utf-8")
    # A result of a file that has just changed is not kept: it may change again within the clock's grain.
    for name in "ab":
        os.utime(f"builders/{name}.py", (1_700_000_000, 1_700_000_000))

    shown, complaints = rounds(tmp_path, save(runnable.format("A", 2)), lambda: None, static=False)

    assert complaints == []
    # A first look comes before the whole, and is not what is kept.
    assert [(list(judged), look) for _, _, judged, look in shown][:3] == [
        (["builders/a.py::AStepBuilder", "builders/b.py::BStepBuilder"], Look.WHOLE),
        (["builders/a.py::AStepBuilder"], Look.FIRST),
        (["builders/a.py::AStepBuilder"], Look.SAME),
    ]
