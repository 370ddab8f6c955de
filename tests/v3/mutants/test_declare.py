"""Mutants for SDK v3 fit the reference builders and the pipelines for it."""

from __future__ import annotations

import pytest

from cursus_tester.rules.registry import load_rules
from tests.mutants.declare import SUITES, Mutant, declared_mutants, mutated
from tests.v3.mutants import cases_as_on_v2

MUTANTS = declared_mutants(SUITES[3])


@pytest.mark.parametrize("declared", MUTANTS, ids=lambda each: each.name)
def test_declared_mutant_fits(declared: Mutant) -> None:
    assert mutated(declared)
    assert declared.file.startswith(("builders/v3/", "specs/", SUITES[3].pipelines))


def test_every_rule_of_this_sdk_alone_has_a_mutant_and_a_twin() -> None:
    alone = {rule.info.id for rule in load_rules() if 2 in rule.not_under}
    twins = {each.name.partition(" ")[0] for each in MUTANTS if not each.rules}

    assert alone
    assert sorted(alone - {rule for each in MUTANTS for rule in each.rules}) == []
    assert sorted(alone - twins) == []


def test_every_name_of_v2_is_declared() -> None:
    assert len(cases_as_on_v2.MUTANTS) == len(cases_as_on_v2.NAMES)
