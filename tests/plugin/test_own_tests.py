"""Builders in tests that people write themselves, and the configs that their ``conftest.py`` has."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import CANNED, GOOD, Run

OWN_TESTS = """
import os

import pytest

from cursus_tester import parametrize_builders
from team.churn_model import ChurnModelStepBuilder


def test_that_leaves_pytest_elsewhere():
    os.chdir("/")


@parametrize_builders("team", select="CM310,SB109")
def test_each(builder, conformance):
    report = conformance.check(builder)
    assert [card.subject.name for card in report.scorecards] == [builder.name]
    assert {outcome.rule.id for outcome in report.scorecards[0].outcomes} == {"CM310", "SB109"}


def test_class(conformance):
    report = conformance.check(ChurnModelStepBuilder, select=["SB101", "SB105"], ignore="SB105")
    assert [outcome.rule.id for outcome in report.scorecards[0].outcomes] == ["SB101"]


@parametrize_builders("team/churn_model.py")
def test_rules_twice(builder, conformance):
    with pytest.raises(TypeError, match="ChurnModelStepBuilder comes from @parametrize_builders"):
        conformance.check(builder, select="SB105")
"""


@pytest.fixture
def no_sdk(pytester: pytest.Pytester) -> None:
    """What builders import, where none is run."""
    pytester.mkpydir("sagemaker").joinpath("workflow").mkdir()
    pytester.path.joinpath("sagemaker", "workflow", "steps.py").write_text("class CreateModelStep: ...\n")


@pytest.mark.usefixtures("no_sdk")
def test_builders_in_tests(project: pytest.Pytester, run: Run) -> None:
    cached = GOOD.replace("Churn", "Fraud").replace("model=self", "cache_config=None, model=self")
    project.path.joinpath("team", "fraud_model.py").write_text(cached, encoding="utf-8")
    project.path.joinpath("cursus-tester.toml").write_text('conventions = "all"\n', encoding="utf-8")
    project.makepyfile(test_own=OWN_TESTS)
    done = run("--conformance-static", subprocess=True)

    done.assert_outcomes(passed=4, failed=1, warnings=2)
    done.stdout.fnmatch_lines(
        [
            ">       report = conformance.check(builder)",
            "E       cursus_tester.results.report.ConformanceError: "
            "team/fraud_model.py::FraudModelStepBuilder does not conform",
            "E         CM310 no-cache-config (error) at team/fraud_model.py:*",
            "*test_own.py:15: ConformanceError",
            "test_own.py::test_each[[]ChurnModelStepBuilder[]]",
            "*team/churn_model.py:5: ConformanceWarning: SB109 injection-points: *",
        ]
    )


@pytest.mark.parametrize(
    ("decorator", "message"),
    [
        ("parametrize_builders('gone')", "gone: no such file or folder"),
        ("parametrize_builders('team', select='CM999')", "no rule has the id or prefix 'CM999'"),
    ],
)
def test_nothing_to_parametrize_by(project: pytest.Pytester, run: Run, decorator: str, message: str) -> None:
    project.makepyfile(f"from cursus_tester import *\n@{decorator}\ndef test_each(builder, conformance): ...\n")
    done = run()
    done.assert_outcomes(errors=1)
    assert message in done.stdout.str()


OPAQUE = """
from sagemaker.workflow.steps import CreateModelStep


class Opaque:
    def __init__(self, token: object):
        self.image = token["image"]


class {name}ModelStepBuilder:
    def __init__(self, config: Opaque, sagemaker_session=None, role=None):
        self.config = config

    def create_step(self, inputs=None, dependencies=None, enable_caching=None, model_data=None):
        return CreateModelStep(name="{name}")
"""
CONFIGS = """
from unittest.mock import Mock

from cursus_tester import conformance_config
from {name}_model import Opaque

has_every_attribute = Mock()
"""
BY_HOOK = """
def pytest_conformance_config(builder):
    if builder.name == "ChurnModelStepBuilder":
        return Opaque({"image": "hook"})
"""
BY_FACTORY = """
@conformance_config("Nobody*", "*/fraud_model.py::Fraud*")
def fraud_config():
    return Opaque({"image": "factory"})
"""
BROKEN = """
@conformance_config("*")
def no_config():
    return Opaque({})
"""


@pytest.mark.usefixtures("no_sdk")
def test_configs_of_conftests(pytester: pytest.Pytester, run: Run) -> None:
    """Of builders that get one by a hook or a function, and of one whose function raises; the nearer conftest first."""
    for name, made in (("churn", BY_HOOK), ("fraud", BY_FACTORY), ("basket", BROKEN)):
        folder = pytester.mkdir(name)
        folder.joinpath(f"{name}_model.py").write_text(OPAQUE.format(name=name.title()), encoding="utf-8")
        folder.joinpath("conftest.py").write_text(CONFIGS.format(name=name) + made, encoding="utf-8")
    pytester.makeconftest(f"{CANNED}\n\nfrom cursus_tester import conformance_config\n{BROKEN}")

    done = run("--conformance", "churn", "fraud", "basket", "-k", "SB107", "-rA", subprocess=True)

    done.assert_outcomes(passed=2, errors=1)
    assert "basket/basket_model.py::BasketModelStepBuilder: making its config raised KeyError: 'image'" in done.outlines
    given = ["ChurnModelStepBuilder(hook)", "FraudModelStepBuilder(factory)"]
    assert pytester.path.joinpath("runs.txt").read_text().splitlines() == ["2 builders, 1 rules", *given]
