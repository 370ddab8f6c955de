"""Mutants for SDK v3 fit the reference builders and the pipelines for it."""

from __future__ import annotations

import pytest

from tests.mutants.declare import SUITES, Mutant, declared_mutants, mutated
from tests.v3.mutants import cases_as_on_v2

MUTANTS = declared_mutants(SUITES[3])


@pytest.mark.parametrize("declared", MUTANTS, ids=lambda each: each.name)
def test_declared_mutant_fits(declared: Mutant) -> None:
    assert mutated(declared)
    assert declared.file.startswith(("builders/v3/", "specs/", SUITES[3].pipelines))


def test_every_name_of_v2_is_declared() -> None:
    assert len(cases_as_on_v2.MUTANTS) == len(cases_as_on_v2.NAMES)
