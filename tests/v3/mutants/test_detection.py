"""Under SDK v3, too, every mutant is found by a rule that is meant to find it, and no good builder is accused."""

from __future__ import annotations

import pytest

from tests.mutants.declare import SUITES, Mutant, declared_mutants
from tests.mutants.detect import detect
from tests.mutants.matrix import Detection, Verdict

MUTANTS = declared_mutants(SUITES[3])


@pytest.fixture(scope="module")
def detection() -> Detection:
    return detect(MUTANTS, suite=SUITES[3])


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_mutant_is_judged_as_declared(mutant: Mutant, detection: Detection) -> None:
    [result] = [each for each in detection.mutants if each.name == mutant.name]
    expected = Verdict.KILLED if mutant.rules else Verdict.CLEAN
    assert result.verdict is expected, f"{result.failed} {result.warned} {result.noted} {result.reason}"


def test_good_builders_are_not_accused(detection: Detection) -> None:
    assert len(detection.clean) > 20
    accused = [each for each in detection.clean if each.verdict is not Verdict.CLEAN]
    assert [(each.name, each.failed, each.reason) for each in accused] == []
