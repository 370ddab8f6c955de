"""Explored configs: several changes at once, legal ones only, the same each time."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from cursus_tester.evidence.builder import Specification
from cursus_tester.evidence.exploration import MAX_CHANGES, Exploration, atoms, changes_of
from cursus_tester.evidence.scenario import Scenario
from cursus_tester.scenarios.builder_profile import BuilderProfile
from cursus_tester.scenarios.exploration import explore
from cursus_tester.scenarios.planning import plan

CONFIG: Mapping[str, Any] = {
    "framework_version": "1.7-1",
    "py_version": "py3",
    "instance_type": "ml.m5.large",
    "aws_region": "us-east-1",
    "env": {},
    "model_name": None,
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def profile(
    *, config: Mapping[str, Any] = CONFIG, framework: str = "xgboost", forced_region: str | None = None
) -> BuilderProfile:
    specification = Specification(
        step_type="CreateModel",
        pattern="A",
        framework=framework,
        framework_versions=("1.3-1", "1.5-1", "1.7-1") if framework == "xgboost" else (),
        forced_region=forced_region,
        custom_container=False,
        dependencies=(),
        outputs=(),
        required_environment=(),
        optional_environment={"TIMEOUT": "60"},
    )
    return BuilderProfile(
        specification=specification, framework=framework, from_estimator=False, accepted=None, config=config
    )


def explored(of: BuilderProfile, *, examples: int = 20, seed: int | None = None) -> tuple[Scenario, ...]:
    return explore(of, plan(of)[0], lambda _: None, Exploration(examples=examples, seed=seed))


def test_others_draw_random_numbers_as_if_nothing_had_been_drawn() -> None:
    before = random.getstate()
    assert len(explored(profile(), examples=5)) == 5
    assert random.getstate() == before


def test_several_changes_at_once() -> None:
    found = explored(profile())
    assert len(found) == 20
    for scenario in found:
        assert scenario.is_explored
        assert scenario.name.startswith("explored: ")
        assert 2 <= len(atoms(scenario.config_changes)) <= MAX_CHANGES
        assert all(CONFIG[name] != value for name, value in scenario.config_changes.items())
        assert scenario.region == scenario.config_changes.get("aws_region", "us-east-1")
    assert {name for scenario in found for name in scenario.config_changes} == {
        "framework_version",
        "instance_type",
        "aws_region",
        "env",
    }


def test_same_each_time_unless_seeded() -> None:
    assert explored(profile(), examples=5) == explored(profile(), examples=5)
    assert explored(profile(), examples=5, seed=1) == explored(profile(), examples=5, seed=1)
    assert explored(profile(), examples=5, seed=1) != explored(profile(), examples=5, seed=2)


def test_forced_region() -> None:
    assert {scenario.region for scenario in explored(profile(forced_region="us-east-1"))} == {"us-east-1"}


def test_only_instance_types_with_an_image() -> None:
    # SKLearn has CPU images only.
    config = {**CONFIG, "framework_version": "1.2-1"}
    types = {each.config_changes.get("instance_type") for each in explored(profile(config=config, framework="sklearn"))}
    assert types >= {"ml.c5.2xlarge"}
    assert not types & {"ml.g4dn.xlarge", "ml.p3.2xlarge"}


@pytest.mark.parametrize(
    ("config", "examples"), [(CONFIG, 0), ({}, 5), ({"instance_type": "ml.m5.large"}, 5)], ids=["none", "no", "one"]
)
def test_nothing_to_explore(config: Mapping[str, Any], examples: int) -> None:
    assert explored(profile(config=config), examples=examples) == ()


def test_what_the_class_refuses_is_not_explored() -> None:
    def accepts(changes: Mapping[str, Any]) -> None:
        if "env" in changes:
            raise ValueError("env")

    of = profile()
    found = explore(of, plan(of)[0], accepts, Exploration(examples=20))
    assert found
    assert not any("env" in scenario.config_changes for scenario in found)


def test_atoms_are_fields_and_variables() -> None:
    changes = {"instance_type": "ml.c5.large", "env": {"A": "1", "B": "2"}}
    assert atoms(changes) == (("instance_type", None, "ml.c5.large"), ("env", "A", "1"), ("env", "B", "2"))
    assert changes_of(atoms(changes)) == changes
    assert changes_of(atoms(changes)[1:2]) == {"env": {"A": "1"}}
