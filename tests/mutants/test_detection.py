"""Every mutant is found by a rule that is meant to find it, and no good builder is accused."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from cursus_tester.rules.registry import load_rules
from cursus_tester.source.discovery import find_subjects
from tests.mutants.declare import REPOSITORY, Mutant, declared_mutants
from tests.mutants.detect import detect
from tests.mutants.matrix import Detection, Verdict, from_json, to_json

MUTANTS = declared_mutants()
CLEAN_FILES = sorted(
    {
        Path(subject.file).relative_to(REPOSITORY).as_posix()
        for subject in find_subjects([str(REPOSITORY / "builders"), str(REPOSITORY / "tests" / "clean")]).subjects
    }
)


@pytest.fixture(scope="session")
def detection(tmp_path_factory: pytest.TempPathFactory) -> Detection:
    """One run for all tests, whichever of pytest-xdist's processes they are in: who comes first runs it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    result = Path(shared, "detection.json")
    with Path(shared, "detection.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            result.write_text(to_json(detect(MUTANTS)), encoding="utf-8")
    return from_json(result.read_text(encoding="utf-8"))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_mutant_is_judged_as_declared(mutant: Mutant, detection: Detection) -> None:
    result = next(each for each in detection.mutants if each.name == mutant.name)
    expected = Verdict.KILLED if mutant.rules else Verdict.CLEAN
    assert result.verdict is expected, f"{result.failed} {result.warned} {result.noted} {result.reason}"


@pytest.mark.parametrize("file", CLEAN_FILES)
def test_good_builder_is_not_accused(file: str, detection: Detection) -> None:
    results = [each for each in detection.clean if each.file == file]
    assert results, f"nothing in {file} was checked"
    assert [(each.name, each.failed, each.reason) for each in results if each.verdict is not Verdict.CLEAN] == []


def test_every_rule_has_a_mutant_that_it_must_find() -> None:
    meant = {rule for mutant in MUTANTS for rule in mutant.rules}
    assert sorted({rule.info.id for rule in load_rules()} - meant) == []
