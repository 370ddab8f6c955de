"""Builders in tests that people write themselves, and the configs that their ``conftest.py`` has."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import GOOD, Run

OWN_TESTS = """
import pytest

from cursus_tester import parametrize_builders
from team.churn_model import ChurnModelStepBuilder


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


def test_builders_in_tests(project: pytest.Pytester, run: Run) -> None:
    cached = GOOD.replace("Churn", "Fraud").replace("model=self", "cache_config=None, model=self")
    project.path.joinpath("team", "fraud_model.py").write_text(cached, encoding="utf-8")
    project.makepyfile(test_own=OWN_TESTS)
    # Only imported, as nothing is run: it need not be the SDK.
    project.mkpydir("sagemaker").joinpath("workflow").mkdir()
    project.path.joinpath("sagemaker", "workflow", "steps.py").write_text("class CreateModelStep: ...\n")

    done = run("--conformance-static", subprocess=True)

    done.assert_outcomes(passed=3, failed=1, warnings=2)
    done.stdout.fnmatch_lines(
        [
            ">       report = conformance.check(builder)",
            "E       cursus_tester.model.ConformanceError: team/fraud_model.py::FraudModelStepBuilder does not conform",
            "E         CM310 no-cache-config (error) at team/fraud_model.py:*",
            "test_own.py:9: ConformanceError",
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
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep


class Opaque:
    def __init__(self, token: object):
        self.image = token["image"]


class {name}ModelStepBuilder:
    def __init__(self, config: Opaque, sagemaker_session=None, role=None):
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, inputs=None, dependencies=None, enable_caching=None, model_data=None):
        model = Model(self.config.image, model_data=model_data, role=self.role, sagemaker_session=self.session)
        return CreateModelStep(name="{name}", model=model)
"""
CONFIGS = """
from cursus_tester import conformance_config
from {name}_model import Opaque
"""
BY_HOOK = """
def pytest_conformance_config(builder):
    if builder.name == "ChurnModelStepBuilder":
        return Opaque({"image": "i"})
"""
BY_FACTORY = """
@conformance_config("Nobody*", "*/fraud_model.py::Fraud*")
def fraud_config():
    return Opaque({"image": "i"})
"""
BROKEN = """
@conformance_config("*")
def churn_config():
    return Opaque({})
"""


def test_configs_of_conftests(pytester: pytest.Pytester, run: Run) -> None:
    """Of two builders that no config can be generated for, and of one whose factory raises; nearer conftests first."""
    for name, made in (("churn", BY_HOOK), ("fraud", BY_FACTORY), ("basket", BROKEN)):
        folder = pytester.mkdir(name)
        folder.joinpath(f"{name}_model.py").write_text(OPAQUE.format(name=name.title()), encoding="utf-8")
        folder.joinpath("conftest.py").write_text(CONFIGS.format(name=name) + made, encoding="utf-8")
    # Further from each builder, this one never counts.
    pytester.makeconftest(f"from cursus_tester import conformance_config\n{BROKEN}")

    done = run("--conformance", "churn", "fraud", "basket", "-k", "SB100", "-rA", subprocess=True)

    done.assert_outcomes(passed=2, errors=1)
    done.stdout.fnmatch_lines_random(
        [
            "PASSED churn/churn_model.py::ChurnModelStepBuilder::SB100",
            "PASSED fraud/fraud_model.py::FraudModelStepBuilder::SB100",
            "basket/basket_model.py::BasketModelStepBuilder: making its config raised KeyError: 'image'",
        ]
    )
