"""``init`` in repositories as teams have them: what it writes, what it says, and that it changes nothing twice."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.conftest import Run

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIG = """\
class ChurnConfig:
    def __init__(self, model_version, flags):
        if not model_version.startswith("churn-"):
            raise ValueError("the version of a churn model begins with churn-")
        self.model_version = model_version
        self.flags = flags
"""
BUILDER = """\
from sagemaker.model import Model
from sagemaker.workflow.steps import CreateModelStep
from team.configs.churn import ChurnConfig

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1"


class ChurnModelStepBuilder:
    def __init__(self, config: ChurnConfig, sagemaker_session=None, role=None):
        self.config, self.session, self.role = config, sagemaker_session, role

    def create_step(self, inputs, dependencies=None, enable_caching=False):
        data = inputs["model_data"]
        model = Model(image_uri=IMAGE, model_data=data, role=self.role, sagemaker_session=self.session)
        return CreateModelStep(name="churn", model=model, depends_on=list(dependencies or ()))
"""
PIPELINE = """\
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.pipeline import Pipeline


def get_pipeline(catalogue_kind, sagemaker_session=None):
    message = {"sales": "no sales"}[catalogue_kind]
    return Pipeline("churn", steps=[FailStep("stop", error_message=message)], sagemaker_session=sagemaker_session)


def get_stranger(vault_kind, sagemaker_session=None):
    message = {"blue": "no sales"}[vault_kind]
    return Pipeline("other", steps=[FailStep("stop", error_message=message)], sagemaker_session=sagemaker_session)
"""
FACTORIES = """\
from team.configs.churn import ChurnConfig


def broken_config() -> ChurnConfig:
    return ChurnConfig("7", {})


def churn_config() -> ChurnConfig:
    return ChurnConfig("churn-7", {})
"""
PROJECT = '# Ours.\n[project]\nname = "team"  # the team\n\n[tool.ruff]\nline-length = 100\n'
HOOKS = "repos:\n- repo: local\n  hooks: []\n\nci:\n  autofix: false\n"
TEAM: Mapping[str, str] = {
    "src/team/configs/churn.py": CONFIG,
    "src/team/builders/churn.py": BUILDER,
    "src/team/pipelines/churn.py": PIPELINE,
    "src/team/factories.py": FACTORIES,
    "scripts/deploy.py": 'from team.pipelines.churn import get_pipeline\n\nget_pipeline(catalogue_kind="sales")\n',
    "pyproject.toml": PROJECT,
    ".pre-commit-config.yaml": HOOKS,
}


def write(top: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")


def contents(top: Path) -> dict[str, bytes]:
    return {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}


def settings(top: Path) -> Any:
    return tomllib.loads((top / "pyproject.toml").read_text("utf-8"))["tool"]["cursus-tester"]


def test_a_team_without_settings(run: Run, tmp_path: Path) -> None:
    write(tmp_path, TEAM)

    first = run("init", "--github", "--gitlab", "--pre-commit")
    after = contents(tmp_path)
    second = run("init", "--github", "--gitlab", "--pre-commit")

    assert first.returncode == 0, first.stderr
    assert settings(tmp_path) == {
        "paths": ["src/team"],
        "import-root": "src",
        "configs": {"team.builders.churn:ChurnModelStepBuilder": "team.factories:churn_config"},
        "pipelines": {"team.pipelines.churn:get_pipeline": {"arguments": {"catalogue_kind": "sales"}}},
    }
    assert (tmp_path / "pyproject.toml").read_text("utf-8").startswith(PROJECT)
    assert first.stdout.splitlines()[1:4] == [
        ".github/workflows/step-builders.yml: written: the gate on pull requests",
        ".gitlab-ci.yml: written: the gate on merge requests",
        ".pre-commit-config.yaml: changed: a hook that reads what is staged; now: pre-commit install",
    ]
    # What nobody but the team knows.
    (left,) = [line for line in first.stdout.splitlines() if line.startswith("yours to say: ")]
    assert "src/team/pipelines/churn.py" in left
    assert '[tool.cursus-tester.pipelines."src/team/pipelines/churn.py::get_stranger"]' in first.stdout
    assert len(yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]) == 2
    # Twice changes nothing.
    assert second.returncode == 0
    assert contents(tmp_path) == after
    assert all(": unchanged, " in line for line in second.stdout.splitlines()[:4])


@pytest.mark.parametrize(
    ("files", "code", "expected"),
    [
        ({}, 2, "nothing is written"),
        ({"notes.py": "x = 1\n"}, 2, "nothing is written"),
        ({**TEAM, "pyproject.toml": "[project\n"}, 2, "pyproject.toml: is no TOML"),
        ({**TEAM, "cursus-tester.toml": "path = ['x']\n"}, 2, "path is no setting; did you mean paths?"),
        ({**TEAM, "cursus-tester.toml": "import-root = 'src'\n"}, 0, "cursus-tester.toml: unchanged, it says all"),
        (
            {**TEAM, ".github/workflows/ours.yml": "# cursus-tester check\n"},
            0,
            ".github/workflows/ours.yml: unchanged, it runs cursus-tester",
        ),
    ],
)
def test_what_is_left_alone(run: Run, tmp_path: Path, files: Mapping[str, str], code: int, expected: str) -> None:
    write(tmp_path, files)
    before = contents(tmp_path)

    result = run("init", "--static", "--github", "--gitlab")

    assert result.returncode == code
    assert expected in result.stdout + result.stderr
    after = contents(tmp_path)
    written = {"pyproject.toml", ".gitlab-ci.yml", ".github/workflows/step-builders.yml"} if code == 0 else set()
    assert {name for name in after if before.get(name) != after[name]} <= written


def test_a_file_that_only_its_owner_can_add_to(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {**TEAM, ".gitlab-ci.yml": "stages: [build]\n"})

    result = run("init", "--static", "--gitlab")

    assert result.returncode == 2
    # What was done is said all the same.
    said, _, part = result.stdout.partition("\n")
    assert said == 'pyproject.toml: changed: added paths = ["src/team"]; import-root = "src"'
    assert list(yaml.safe_load(part)) == ["conformance"]
    assert ".gitlab-ci.yml: unchanged, as it has a form that only you can add to; add what is" in result.stderr
    assert (tmp_path / ".gitlab-ci.yml").read_text("utf-8") == "stages: [build]\n"


def test_a_file_that_is_read_only(run: Run, tmp_path: Path) -> None:
    write(tmp_path, TEAM)
    (tmp_path / "pyproject.toml").chmod(0o444)

    result = run("init", "--static")

    assert result.returncode == 2
    assert result.stderr.endswith("pyproject.toml: cannot be written: it is read-only; check its permissions\n")
    assert (tmp_path / "pyproject.toml").read_text("utf-8") == PROJECT


def test_a_file_of_its_own_where_there_is_no_project(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"builders/churn.py": BUILDER})

    assert run("init", "--static").returncode == 0
    assert (tmp_path / "cursus-tester.toml").read_text("utf-8") == 'paths = ["builders"]\n'
