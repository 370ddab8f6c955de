"""The files that GitHub, GitLab and pre-commit read: they fit their schemas, and take no risk that is known."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cursus_tester.initialization.integrations import Surroundings, github_workflow
from cursus_tester.initialization.release import release_of
from tests.github_action import REPOSITORY, load_action

AROUND = Surroundings(release=release_of(None), paths=("builders",), requirements="requirements.txt")


def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
        ("vendor.github-workflows", ".github/workflows/release.yml"),
    ],
)
def test_the_file_fits_its_schema(schema: str, file: str) -> None:
    result = run("check_jsonschema", "--builtin-schema", schema, str(REPOSITORY / file))

    assert result.returncode == 0, result.stdout


def test_the_hooks_fit_their_schema() -> None:
    result = run("pre_commit", "validate-manifest", str(REPOSITORY / ".pre-commit-hooks.yaml"))

    assert result.returncode == 0, result.stdout


def test_an_audit_for_known_risks_finds_none(tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "action.yml", tmp_path)
    shutil.copytree(REPOSITORY / ".github", tmp_path / ".github")
    zizmor = Path(sys.executable).with_name("zizmor")

    result = subprocess.run(
        [zizmor, "--offline", "--persona=pedantic", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout
    assert all(name in result.stderr for name in ("action.yml", "ci.yml", "release.yml"))


def test_every_action_is_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in load_action()["runs"]["steps"] if "uses" in step]
    for name in ("ci", "release"):
        workflow = yaml.safe_load((REPOSITORY / ".github" / "workflows" / f"{name}.yml").read_text("utf-8"))
        used += [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]

    assert len(used) > 2
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", each) for each in used)


def test_every_supported_python_runs_the_tests() -> None:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    said = {each.rpartition(" ")[2] for each in project["classifiers"] if re.search(r":: 3\.\d+$", each)}
    workflow = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "ci.yml").read_text("utf-8"))

    assert set(workflow["jobs"]["test"]["strategy"]["matrix"]["python"]) == said


def test_what_is_given_reaches_scripts_as_variables_only() -> None:
    assert not [step["name"] for step in load_action()["runs"]["steps"] if "${{" in step.get("run", "")]


def test_a_pull_request_from_a_fork_gets_no_secret_and_uploads_nothing() -> None:
    texts = [(REPOSITORY / "action.yml").read_text("utf-8"), github_workflow(AROUND)]
    (upload,) = [step for step in load_action()["runs"]["steps"] if "upload-sarif" in step.get("uses", "")]

    assert not any(word in text for text in texts for word in ("pull_request_target", "{{ secrets", "github.token"))
    assert "github.event.pull_request.head.repo.fork != true" in upload["if"]
