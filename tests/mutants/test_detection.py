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
from tests.mutants.matrix import Detection, Result, Verdict, from_json, to_json
from tests.mutants.obeyed import NOT_OBEYED, OBEYED, Obeyed, obeyed_mutant
from tests.mutants.obeyed_jobs import OBEYED_OF_JOBS

MUTANTS = declared_mutants()
BY_NAME = {mutant.name: mutant for mutant in MUTANTS}
ALL_OBEYED = (*OBEYED, *OBEYED_OF_JOBS)
#: Of hints that make another builder than the reference builder, that builder.
MENDED = {each: obeyed_mutant(each, BY_NAME) for each in ALL_OBEYED if each.edits or each.also}
CLEAN_FILES = sorted(
    {
        Path(subject.file).relative_to(REPOSITORY).as_posix()
        for subject in find_subjects(
            [*map(str, (REPOSITORY / "builders").glob("*.py")), str(REPOSITORY / "tests" / "clean")]
        ).subjects
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
            result.write_text(to_json(detect([*MUTANTS, *MENDED.values()])), encoding="utf-8")
    return from_json(result.read_text(encoding="utf-8"))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_mutant_is_judged_as_declared(mutant: Mutant, detection: Detection) -> None:
    result = _result(mutant, detection)
    expected = Verdict.KILLED if mutant.rules else Verdict.CLEAN
    assert result.verdict is expected, f"{result.failed} {result.warned} {result.noted} {result.reason}"


def _result(mutant: Mutant, detection: Detection) -> Result:
    return next(each for each in detection.mutants if each.name == mutant.name)


@pytest.mark.parametrize("file", CLEAN_FILES)
def test_good_builder_is_not_accused(file: str, detection: Detection) -> None:
    results = [each for each in detection.clean if each.file == file]
    assert results, f"nothing in {file} was checked"
    assert [(each.name, each.failed, each.reason) for each in results if each.verdict is not Verdict.CLEAN] == []


def _applicable() -> set[str]:
    """The ids of the rules that apply under the SDK of these mutants."""
    return {rule.info.id for rule in load_rules() if 2 not in rule.not_under}


def test_every_rule_has_a_mutant_that_it_must_find() -> None:
    meant = {rule for mutant in MUTANTS for rule in mutant.rules}
    assert sorted(_applicable() - meant) == []


@pytest.mark.parametrize("obeyed", ALL_OBEYED, ids=lambda each: f"{each.mutant}: {each.hint}")
def test_finding_says_what_to_do(obeyed: Obeyed, detection: Detection) -> None:
    hints = _result(BY_NAME[obeyed.mutant], detection).hints

    assert any(obeyed.hint in each for each in hints), hints


@pytest.mark.parametrize("obeyed", MENDED, ids=lambda each: f"{each.mutant}: {each.hint}")
def test_nothing_is_found_where_the_hint_was_obeyed(obeyed: Obeyed, detection: Detection) -> None:
    result = _result(MENDED[obeyed], detection)
    rules = BY_NAME[obeyed.mutant].rules

    assert result.verdict is Verdict.CLEAN, result.reason
    assert set(rules).isdisjoint((*result.warned, *result.noted))


def test_a_hint_of_every_rule_was_obeyed() -> None:
    rules = {rule for each in ALL_OBEYED for rule in BY_NAME[each.mutant].rules}

    assert sorted(_applicable() - rules) == sorted(NOT_OBEYED)
