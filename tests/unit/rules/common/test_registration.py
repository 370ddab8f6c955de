"""SB104, SB105: registries and names, from the text and from what modules hold."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cursus_tester.observation.registrations import registrations_of
from cursus_tester.observation.team_code import TeamCode
from cursus_tester.results.outcome import Outcome, OutcomeKind

Judge = Callable[..., Mapping[str, Outcome]]

TEXT = """
    from registry import register

    {decorator}
    class ChurnModelStepBuilder:
        def __init__(self, config):
            self.config = config

        def create_step(self, **kwargs):
            return None
    """


@pytest.mark.parametrize(
    ("decorator", "found"),
    [
        ("@register", None),
        ("@register()", None),
        ("@register('ChurnModel')", None),
        ("@register(name='ChurnModel', step_type='CreateModel')", None),
        ("@register('Churn')", "registered as 'Churn', expected its name without StepBuilder: 'ChurnModel'"),
        ("@register(step_type='Processing')", "registered with the step type 'Processing'"),
    ],
)
def test_registration_by_decorator(judge_source: Judge, decorator: str, found: str | None) -> None:
    outcome = judge_source(TEXT.format(decorator=decorator), "SB104")["SB104"]
    if found is None:
        assert outcome.kind is OutcomeKind.PASSED
    else:
        assert found in outcome.findings[0].message


def test_no_registry_is_nothing_to_judge(judge_source: Judge) -> None:
    outcome = judge_source(TEXT.format(decorator=""), "SB104")["SB104"]
    assert outcome.kind is OutcomeKind.NOT_APPLICABLE


def test_registered_sibling_of_the_same_base_shows_that_there_is_a_registry(
    judge_source: Judge, tmp_path: Path
) -> None:
    text = TEXT.format(decorator="").replace("ChurnModelStepBuilder:", "ChurnModelStepBuilder(Base):")
    sibling = tmp_path / "team" / "other_model.py"
    sibling.parent.mkdir()
    sibling.write_text("@register()\nclass OtherModelStepBuilder(team.Base):\n    pass\n", encoding="utf-8")
    outcome = judge_source(text, "SB104", file="team/churn_model.py")["SB104"]
    assert [finding.message for finding in outcome.findings] == ["ChurnModelStepBuilder is not registered"]


def test_a_pipe_beside_a_builder_is_not_waited_for(judge_source: Judge, tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    os.mkfifo(tmp_path / "team" / "pipe.py")
    outcome = judge_source(TEXT.format(decorator=""), "SB104", file="team/churn_model.py")["SB104"]
    assert outcome.kind is OutcomeKind.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("churn_model.py", OutcomeKind.PASSED),
        ("builder_churn_model_step.py", OutcomeKind.PASSED),
        ("churn_model/builder.py", OutcomeKind.PASSED),
        ("fraud_model.py", OutcomeKind.FAILED),
    ],
)
def test_module_says_the_name(judge_source: Judge, file: str, kind: OutcomeKind) -> None:
    assert judge_source(TEXT.format(decorator=""), "SB105", file=file)["SB105"].kind is kind


def test_class_is_called_step_builder(judge_source: Judge) -> None:
    text = TEXT.format(decorator="").replace("ChurnModelStepBuilder", "ChurnModelBuilder")
    assert judge_source(text, "SB105")["SB105"].findings[0].message.startswith("the class is named ChurnModelBuilder")


class ChurnStepBuilder:
    """A builder class to be registered."""


@dataclass
class Record:
    step_type: str
    builder: type


class Registry:
    """A registry as teams write them."""

    def __init__(self, entries: dict[Any, Any]) -> None:
        self.entries = entries


@pytest.fixture
def module(tmp_path: Path) -> Iterator[types.ModuleType]:
    """A loaded module of the team_code."""
    made = types.ModuleType("tree_module")
    made.__file__ = str(tmp_path / "tree_module.py")
    sys.modules["tree_module"] = made
    yield made
    del sys.modules["tree_module"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Churn": ChurnStepBuilder}, [("Churn", None)]),
        ({"Churn": ("CreateModel", ChurnStepBuilder)}, [("Churn", None)]),
        ({"Churn": Record(step_type="CreateModel", builder=ChurnStepBuilder)}, [("Churn", "CreateModel")]),
        ({"Churn": {"class": ChurnStepBuilder, "step_type": "Model"}}, [("Churn", "Model")]),
        ({ChurnStepBuilder: "Churn"}, [("Churn", None)]),
        (Registry({"Churn": ChurnStepBuilder}), [("Churn", None)]),
        ({"Churn": "tree_module.ChurnStepBuilder"}, [("Churn", None)]),
        ({"Attrition": "tree_module:ChurnStepBuilder"}, [("Attrition", None)]),
        ({"Churn": {"builder": "ChurnStepBuilder", "step_type": "CreateModel"}}, [("Churn", "CreateModel")]),
        ({"growth team": "ChurnStepBuilder"}, []),
    ],
)
def test_registrations_in_loaded_modules(
    module: types.ModuleType, tmp_path: Path, value: object, expected: list[tuple[str, str | None]]
) -> None:
    vars(module)["KNOWN"] = value
    found = registrations_of(ChurnStepBuilder, TeamCode((str(tmp_path),), str(tmp_path)))
    assert [(each.name, each.step_type) for each in found.found] == expected
    assert found.has_registry is (bool(expected) or "growth team" in str(value))


@pytest.mark.parametrize(
    ("name", "value", "is_registry"),
    [
        ("REGISTRY", {}, True),
        ("REGISTRY", {"Fraud": "team.fraud:FraudStepBuilder"}, True),
        ("SPECIFICATION_REGISTRY", {}, False),
        ("REGISTRY", {"Fraud": {"version": 1}}, False),
        ("RegistrationConfig", type("RegistrationConfig", (), {"model_config": {"frozen": True}}), False),
    ],
)
def test_registry_of_builders(
    module: types.ModuleType, tmp_path: Path, name: str, value: object, is_registry: bool
) -> None:
    vars(module)[name] = value
    assert registrations_of(ChurnStepBuilder, TeamCode((str(tmp_path),), str(tmp_path))).has_registry is is_registry
