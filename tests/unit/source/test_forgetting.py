"""Who has read many files does not hold the trees of all of them."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from pathlib import Path

import pytest

from cursus_tester.results.subject import Subject
from cursus_tester.run.gathering import gather
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.discovery import find_subjects
from cursus_tester.source.modules import Module, forget_modules

FILES, HELD = 150, 64
BUILDER = """
from cursus_tester.contract.builder_base import StepBuilderBase

class Own{number}StepBuilder(StepBuilderBase):
    def create_step(self, **arguments):
        return {number}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(FILES):
        (tmp_path / f"builder_{number}.py").write_text(BUILDER.format(number=number), encoding="utf-8")
    return tmp_path


def held(folder: Path) -> int:
    gc.collect()
    return sum(isinstance(each, Module) and each.file.startswith(str(folder)) for each in gc.get_objects())


def test_discovery_forgets_what_it_has_read(folder: Path) -> None:
    forget_modules()

    assert len(find_subjects([str(folder)]).subjects) == FILES
    assert held(folder) <= HELD


def test_builders_are_read_as_they_are_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 0

    def run(jobs: Iterable[tuple[Subject, object]], *_: object) -> list[object]:
        nonlocal most
        for number, _job in enumerate(jobs):
            if number % 30 == 0:
                most = max(most, held(folder))
        return []

    monkeypatch.setattr("cursus_tester.run.running.run", run)
    subjects = find_subjects([str(folder)]).subjects
    forget_modules()

    assert [*gather(subjects, RunOptions(), None)] == []
    assert 0 < most <= HELD + 2
