"""Several processes judge the source of many builders as one does, also where one of them is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cursus_tester.files import dependencies
from cursus_tester.results.finding import Finding
from cursus_tester.rules.registry import Rule, load_rules
from cursus_tester.run.engine import check
from cursus_tester.run.static_judging import can_share_out
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source.builder_source import Source
from cursus_tester.source.discovery import find_subjects

BUILDER = """\
from base import Base


class M{number}ModelStepBuilder(Base):
    def create_step(self, **kwargs):
        return CreateModelStep(name="M", model=None, cache_config=None)
"""
COUNT = 40


@pytest.fixture(autouse=True)
def _many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("base.py").write_text(
        "class Base:\n    def __init__(self, config, role=None):\n        self.config = config\n"
    )
    Path("builders").mkdir()
    for number in range(COUNT):
        Path(f"builders/m{number}.py").write_text(BUILDER.format(number=number))


def test_the_same_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    subjects, rules = find_subjects(["builders"]).subjects, load_rules()
    assert can_share_out(subjects, RunOptions(static=True, jobs=2))
    assert not can_share_out(subjects, RunOptions(static=True, jobs=1))
    assert not can_share_out(subjects, RunOptions(jobs=2))

    monkeypatch.setattr(dependencies, "_recorded", set())
    together = check(subjects, rules, RunOptions(static=True, jobs=2))

    assert len(together.scorecards) == COUNT
    assert os.path.abspath("base.py") in dependencies.recorded()
    assert together == check(subjects, rules, RunOptions(static=True, jobs=1))


def test_a_process_that_is_killed_loses_nothing() -> None:
    subjects, first = find_subjects(["builders"]).subjects, os.getpid()

    def deadly(source: Source) -> Iterator[Finding]:
        if os.getpid() != first:
            os.kill(os.getpid(), signal.SIGKILL)
        return iter(())

    rules = [_with_function(each, deadly) if each.info.id == "SB101" else each for each in load_rules()]

    assert len(check(subjects, rules, RunOptions(static=True, jobs=2)).scorecards) == COUNT


def _with_function(rule: Rule, function: object) -> Rule:
    return replace(rule, function=function, required=frozenset({"source"}), optional=frozenset())
