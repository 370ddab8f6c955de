"""Configs of builders that never heard of our contract: generated, or from the factory that the settings name."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Run

BUILDER = """
from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep, TrainingStep
from sagemaker.xgboost.model import XGBoostModel


class ChurnModelStepBuilder:
    def __init__(self, config{annotation}, sagemaker_session=None, role=None{more}):
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, inputs=None, dependencies=None, enable_caching=None, model_data=None):
        config = self.config
        {check}
        data = model_data or (inputs or {{}}).get("model_data")
        for step in dependencies or ():
            if isinstance(step, TrainingStep):
                data = data or step.properties.ModelArtifacts.S3ModelArtifacts
        if not data:
            raise ValueError("required input 'model_data' not found")
        image = image_uris.retrieve(
            "xgboost", "us-east-1", version={version}, instance_type=config.instance_type, image_scope="inference"
        )
        model = XGBoostModel(
            model_data=data, role=self.role, entry_point=config.entry_point, source_dir=config.source_dir,
            framework_version=config.framework_version, image_uri=image, sagemaker_session=self.session,
            env=dict(config.env or {{}}),
        )
        return CreateModelStep(name="ChurnModel", model=model, depends_on=list(dependencies or []))
"""
CONFIG = """
from dataclasses import dataclass, field

@dataclass
class ChurnConfig:
    framework_version: str
    entry_point: str
    source_dir: str
    instance_type: str
    env: dict = field(default_factory=dict)
"""
OPAQUE = """
class ChurnConfig:
    def __init__(self, token: object):
        vars(self).update(token)
"""
FACTORY = """
from churn_model import ChurnConfig

def make_config():
    return ChurnConfig(dict(framework_version="1.7-1", entry_point="serve.py", source_dir="serving",
                            instance_type="ml.m5.large", env={}))
"""


@pytest.fixture
def outcomes(run: Run, tmp_path: Path) -> Callable[..., Mapping[str, Any]]:
    """Check ``churn_model.py`` and return the outcomes by rule."""

    def check(
        *options: str, file: str = "churn_model.py", select: str = "SB100,SB322,SB400,SB402"
    ) -> Mapping[str, Any]:
        done = run("check", file, "--no-cache", "--select", select, "-f", "json=report.json", *options)
        assert done.returncode in (0, 1), done.stderr
        [subject] = json.loads((tmp_path / "report.json").read_text())["subjects"]
        return {each["rule"]: each for each in subject["outcomes"]}

    return check


def write(folder: Path, head: str, *, file: str = "churn_model.py", **parts: str) -> None:
    defaults = {"annotation": ": ChurnConfig", "more": "", "check": "", "version": "config.framework_version"}
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(head) + BUILDER.format(**{**defaults, **parts}))


def kinds(found: Mapping[str, Any]) -> dict[str, str]:
    return {rule: each["outcome"] for rule, each in found.items()}


PASSED = {"SB100": "passed", "SB322": "passed", "SB400": "passed", "SB402": "passed"}


def test_generated(tmp_path: Path, outcomes: Callable[..., Any]) -> None:
    write(tmp_path, CONFIG, annotation="")
    assert kinds(outcomes()) == PASSED


def test_builder_that_refuses_when_it_makes_its_step(tmp_path: Path, outcomes: Callable[..., Any]) -> None:
    check = "if config.instance_type != 'ml.c5.xlarge': raise ValueError('unsupported instance type')"
    write(tmp_path, CONFIG, check=check)
    found = outcomes(select="SB100,SB400")
    assert kinds(found) == {"SB100": "passed", "SB400": "passed"}


def test_relative_imports_without_init(tmp_path: Path, outcomes: Callable[..., Any]) -> None:
    write(tmp_path, "from .settings import ChurnConfig\n", file="team/steps/churn_model.py")
    (tmp_path / "team/steps/settings.py").write_text(CONFIG)
    assert kinds(outcomes(file="team/steps/churn_model.py")) == PASSED


def test_import_root(tmp_path: Path, outcomes: Callable[..., Any]) -> None:
    write(tmp_path, "from team.steps.settings import ChurnConfig\n", file="lib/team/steps/churn_model.py")
    (tmp_path / "lib/team/steps/settings.py").write_text(CONFIG)
    assert outcomes(file="lib/team/steps/churn_model.py")["SB100"]["outcome"] == "failed"
    assert kinds(outcomes("--import-root", "lib", file="lib/team/steps/churn_model.py")) == PASSED


def test_obstacle_and_the_line_that_solves_it(tmp_path: Path, outcomes: Callable[..., Any]) -> None:
    write(tmp_path, OPAQUE)
    [finding] = outcomes()["SB100"]["findings"]
    assert finding["message"] == "found no value for the field 'token' (object) of ChurnConfig"
    line = '"churn_model:ChurnModelStepBuilder" = "your_package.fixtures:make_config"'
    assert finding["hint"].endswith(f"in pyproject.toml: [tool.cursus-tester.configs] {line}")

    (tmp_path / "fixtures.py").write_text(FACTORY)
    (tmp_path / "pyproject.toml").write_text('[tool.cursus-tester.configs]\n"churn_*:*" = "fixtures:make_config"\n')
    assert kinds(outcomes()) == PASSED


def test_factory_that_fails(tmp_path: Path, outcomes: Callable[..., Any]) -> None:
    write(tmp_path, OPAQUE)
    (tmp_path / "cursus-tester.toml").write_text('[configs]\n"churn_model:*" = "nowhere:make_config"\n')
    [finding] = outcomes()["SB100"]["findings"]
    assert "nowhere:make_config failed: ModuleNotFoundError" in finding["message"]


def test_parameter_that_nothing_fills(tmp_path: Path, outcomes: Callable[..., Any]) -> None:
    write(tmp_path, CONFIG, more=", *, pipeline_name")
    [finding] = outcomes()["SB100"]["findings"]
    assert "missing 1 required keyword-only argument: 'pipeline_name'" in finding["message"]
    assert finding["hint"].startswith("give every parameter but the config a default")


def test_fault_of_combined_changes_is_shrunk(tmp_path: Path, outcomes: Callable[..., Any]) -> None:
    write(
        tmp_path,
        CONFIG,
        version="'1.5-1' if '_x' in config.env and '.g4dn.' in config.instance_type else config.framework_version",
    )
    [finding] = outcomes()["SB322"]["findings"]
    assert finding["scenario"].startswith("with instance_type='ml.g4dn.xlarge' and env={")
    assert (
        "reproduce with config = ChurnConfig(framework_version='1.7-1', entry_point='inference.py'" in finding["hint"]
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--import-root", "nowhere"], "--import-root nowhere: no such folder; check the path"),
    ],
)
def test_wrong_usage(run: Run, tmp_path: Path, options: list[str], message: str) -> None:
    write(tmp_path, CONFIG)
    done = run("check", "churn_model.py", *options)
    assert (done.returncode, message in done.stderr) == (2, True)


def test_settings_that_are_not_understood(run: Run, tmp_path: Path) -> None:
    write(tmp_path, CONFIG)
    (tmp_path / "pyproject.toml").write_text("[tool.cursus-tester.config]\n")
    done = run("check", "churn_model.py")
    assert done.returncode == 2
    assert "pyproject.toml: tool.cursus-tester.config is no setting; did you mean configs?" in done.stderr
