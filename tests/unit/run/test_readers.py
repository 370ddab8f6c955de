"""Several processes read and judge many builders as one does, also where one of them is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cursus_tester.files import dependencies
from cursus_tester.results.finding import Finding
from cursus_tester.rules.registry import Rule, load_rules
from cursus_tester.run import checking
from cursus_tester.run.cache import Store, open_store
from cursus_tester.run.engine import check
from cursus_tester.run.planning import CheckRequest, Plan, plan
from cursus_tester.settings.run_options import RunOptions
from cursus_tester.source import modules
from cursus_tester.source.builder_source import Source
from cursus_tester.source.discovery import find_subjects
from cursus_tester.source.modules import Module
from cursus_tester.source.summaries import FileSummary
from cursus_tester.source.summarizing import FreshSummaries

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


def planned(jobs: int, store: Store | None = None) -> Plan:
    """What there is, read by so many processes."""
    request = CheckRequest(overrides={"paths": ("builders",)}, options=RunOptions(static=True, jobs=jobs))
    return plan(request, store, reads_ahead=True)


@pytest.mark.parametrize("keeps", [False, True])
def test_who_reads_a_file_judges_it(
    keeps: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count_parsed: list[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(dependencies, "_recorded", set())
    store = open_store("kept") if keeps else None

    several = planned(2, store)
    report = checking.run(several, cache=checking.scorecards_of(several, store))

    assert len(report.scorecards) == COUNT
    assert count_parsed == []
    assert os.path.abspath("base.py") in dependencies.recorded()
    assert multiprocessing.active_children() == []
    alone = planned(1)
    assert alone.subjects == several.subjects
    assert report == checking.run(alone)
    assert len(count_parsed) > COUNT
    again = planned(2, open_store("kept")) if keeps else several
    cards = checking.scorecards_of(again, open_store("kept") if keeps else None)
    assert report == checking.run(again, cache=cards)
    assert cards is None or cards.has_all(report)


def test_a_process_that_is_killed_as_it_reads_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first, original = os.getpid(), FreshSummaries.of

    def deadly(self: FreshSummaries, file: str, *, with_classes: bool, with_makers: bool) -> FileSummary:
        if os.getpid() != first and file.endswith("m20.py"):
            os.kill(os.getpid(), signal.SIGKILL)
        return original(self, file, with_classes=with_classes, with_makers=with_makers)

    monkeypatch.setattr(FreshSummaries, "of", deadly)
    found = planned(2)

    assert len(found.subjects) == COUNT
    assert len(checking.run(found).scorecards) == COUNT


@pytest.fixture
def count_parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were parsed in this process."""
    found: list[str] = []

    def spy(file: str, *others: object) -> Module:
        found.append(file)
        return parse(file, *others)  # type: ignore[arg-type]

    parse = modules._parse
    monkeypatch.setattr(modules, "_parse", spy)
    return found
