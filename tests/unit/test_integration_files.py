"""The files that GitHub, GitLab and pre-commit read: they fit their schemas, and take no risk that is known."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.github_action import REPOSITORY, load_action

WORKFLOW = REPOSITORY / "docs" / "github-workflow.yml"


def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "docs/github-workflow.yml"),
        ("vendor.gitlab-ci", "docs/gitlab-ci.yml"),
    ],
)
def test_the_file_fits_its_schema(schema: str, file: str) -> None:
    result = run("check_jsonschema", "--builtin-schema", schema, str(REPOSITORY / file))

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("command", "file"),
    [("validate-manifest", ".pre-commit-hooks.yaml"), ("validate-config", "docs/pre-commit-config.yaml")],
)
def test_the_hooks_fit_their_schema(command: str, file: str) -> None:
    result = run("pre_commit", command, str(REPOSITORY / file))

    assert result.returncode == 0, result.stdout


def test_an_audit_for_known_risks_finds_none(tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "action.yml", tmp_path)
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    shutil.copy(WORKFLOW, tmp_path / ".github" / "workflows")
    zizmor = Path(sys.executable).with_name("zizmor")

    result = subprocess.run(
        [zizmor, "--offline", "--persona=pedantic", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout
    assert "action.yml" in result.stderr
    assert "github-workflow.yml" in result.stderr


def test_every_action_is_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in load_action()["runs"]["steps"] if "uses" in step]
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    used += [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]

    assert len(used) == 4
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each) for each in used)


def test_what_is_given_reaches_scripts_as_variables_only() -> None:
    assert not [step["name"] for step in load_action()["runs"]["steps"] if "${{" in step.get("run", "")]


def test_a_pull_request_from_a_fork_gets_no_secret_and_uploads_nothing() -> None:
    texts = [(REPOSITORY / name).read_text("utf-8") for name in ("action.yml", "docs/github-workflow.yml")]
    (upload,) = [step for step in load_action()["runs"]["steps"] if "upload-sarif" in step.get("uses", "")]

    assert not any(word in text for text in texts for word in ("pull_request_target", "{{ secrets", "github.token"))
    assert "github.event.pull_request.head.repo.fork != true" in upload["if"]
