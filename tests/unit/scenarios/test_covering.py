"""Covering arrays, and the scenarios that are made of them: every pair meets, and nothing impossible does."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from cursus_tester.evidence.builder import Specification
from cursus_tester.evidence.scenario import Route, Scenario, SessionKind, SourceKind
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.combination import labels, parts, smaller
from cursus_tester.scenarios.config_levels import has_image
from cursus_tester.scenarios.covering import combined
from cursus_tester.scenarios.covering_array import covering_array
from cursus_tester.scenarios.factors import Known
from cursus_tester.scenarios.planning import plan

CONFIG: Mapping[str, Any] = {
    "framework_version": "1.7-1",
    "py_version": "py3",
    "instance_type": "ml.m5.large",
    "aws_region": "us-east-1",
    "env": {},
    "model_name": None,
    "vpc_config": None,
    "enable_network_isolation": False,
}


def no_constraint(_: Sequence[int]) -> bool:
    return True


def excludes_much(row: Sequence[int]) -> bool:
    """The second level of the first factor goes with the last one of the third only."""
    return len(row) < 3 or row[0] != 1 or row[2] == 3


@pytest.mark.parametrize(
    ("sizes", "allows", "strength"),
    [
        ((2, 2), no_constraint, 2),
        ((6, 5, 4, 3, 2, 2, 2), no_constraint, 2),
        ((2, 5, 4, 3, 2), excludes_much, 2),
        ((2, 3, 4, 2, 2), excludes_much, 3),
    ],
)
def test_every_possible_combination_is_found(sizes: Sequence[int], allows: Any, strength: int) -> None:
    rows = covering_array(sizes, allows, strength)

    possible = {
        combination
        for row in itertools.product(*map(range, sizes))
        if all(allows(row[:length]) for length in range(1, len(row) + 1))
        for combination in itertools.combinations(enumerate(row), strength)
    }
    assert {each for row in rows for each in itertools.combinations(enumerate(row), strength)} == possible
    assert rows == covering_array(sizes, allows, strength)
    # At least as many as the two largest factors need, and not many more.
    most = max(one * other for one, other in itertools.combinations(sizes, 2))
    assert len(rows) <= 1.5 * most * (strength - 1)


def profile(**changes: Any) -> BuilderProfile:
    specification = Specification(
        step_type="CreateModel",
        pattern="A",
        framework="xgboost",
        framework_versions=("1.3-1", "1.5-1", "1.7-1"),
        forced_region=None,
        custom_container=False,
        dependencies=(),
        outputs=(),
        required_environment=(),
        optional_environment={"TIMEOUT": "60"},
    )
    known = {"specification": specification, "framework": "xgboost", "from_estimator": False, "accepted": None}
    return BuilderProfile(**{**known, "config": CONFIG, **changes})


def known_of(of: BuilderProfile, refused: Any = lambda _: False) -> Known:
    planned = plan(of)
    names = frozenset(each.name for each in planned if not each.is_flawed and not refused(each))
    return Known(baseline=planned[0], planned=planned, compiled=names)


def made(of: BuilderProfile, refused: Any = lambda _: False, accepts: Any = lambda _: None) -> tuple[Scenario, ...]:
    return combined(of, known_of(of, refused), accepts)


def test_situations_and_settings_meet() -> None:
    scenarios = made(profile())

    for session, source in itertools.product(SessionKind, (SourceKind.TRAINING, SourceKind.LITERAL, SourceKind.JOIN)):
        for setting in ("vpc_config", "env", "model_name", "aws_region", "framework_version"):
            assert any(
                (each.session, each.source) == (session, source) and setting in each.config_changes
                for each in scenarios
            ), (session, source, setting)
    assert len({each.name for each in scenarios}) == len(scenarios)
    assert all(each.is_combined and not each.is_flawed for each in scenarios)
    assert scenarios == made(profile())


def test_what_was_refused_alone_is_left_out() -> None:
    scenarios = made(profile(), lambda each: each.source is SourceKind.JOIN or "vpc_config" in each.config_changes)

    assert {each.source for each in scenarios} == {SourceKind.TRAINING, SourceKind.LITERAL, SourceKind.PARAMETER}
    assert not any("vpc_config" in each.config_changes for each in scenarios)


def test_what_needs_an_archive_that_is_there_gets_one() -> None:
    def refused(each: Scenario) -> bool:
        return "enable_network_isolation" in each.config_changes and each.source is not SourceKind.LITERAL

    isolated = [each for each in made(profile(), refused) if "enable_network_isolation" in each.config_changes]
    assert isolated
    assert {each.source for each in isolated} == {SourceKind.LITERAL}


def test_values_are_handed_over_as_such() -> None:
    assert not any(each.route is Route.DEPENDENCIES and not each.source.is_step for each in made(profile()))


def test_no_scenario_wants_an_image_that_there_is_not() -> None:
    scenarios = made(profile())
    assert all(has_image(profile(), "us-east-1", each.config_changes) for each in scenarios)
    # 1.5-1 is the only one with an image for Graviton.
    graviton = [each for each in scenarios if ".c7g." in each.config_changes.get("instance_type", "")]
    assert {each.config_changes.get("framework_version", "1.7-1") for each in graviton} <= {"1.3-1", "1.5-1"}


def test_the_config_class_has_a_say() -> None:
    def accepts(changes: Mapping[str, Any]) -> None:
        if changes.get("aws_region", "us-east-1") not in ("us-east-1", "us-east-2"):
            raise ValueError("in the US only")

    assert {each.config_changes.get("aws_region") for each in made(profile(), accepts=accepts)} == {None, "us-east-2"}


def test_nothing_is_combined_where_the_baseline_fails() -> None:
    assert made(profile(), lambda each: each.name == "baseline") == ()


def test_fewer_parts() -> None:
    known = known_of(profile())
    scenario = max(combined(profile(), known, lambda _: None), key=lambda each: len(parts(each, known.baseline)))
    found = tuple(smaller(scenario, known.baseline, 2))
    own = labels(parts(scenario, known.baseline))

    assert [len(changed) for changed, _ in found] == sorted(len(changed) for changed, _ in found)
    for changed, each in found:
        assert changed < own
        assert labels(parts(each, known.baseline)) == changed
        assert each.name.startswith("with ")
        assert all(label in each.name for label in changed)
        assert each.source.is_step or each.route is not Route.DEPENDENCIES


def test_a_version_and_its_python_stay_together() -> None:
    baseline = known_of(profile()).baseline
    changes = {"framework_version": "1.5-1", "py_version": "py38", "model_name": "m"}
    scenario = dataclasses.replace(
        baseline, config_changes=changes, together=(("framework_version", "py_version"),), is_combined=True
    )
    (first, *_) = [each for _, each in smaller(scenario, baseline)]
    assert first.config_changes == {"framework_version": "1.5-1", "py_version": "py38"}
    assert first.name == "with framework_version='1.5-1', py_version='py38'"


def test_what_is_told_to_be_impossible_changes_no_row() -> None:
    sizes = (2, 5, 4, 3, 2)

    def excludes(combination: Sequence[tuple[int, int]]) -> bool:
        levels = dict(combination)
        return levels.get(0) == 1 and levels.get(2, 3) != 3

    assert covering_array(sizes, excludes_much, 2, excludes) == covering_array(sizes, excludes_much, 2)
