"""The GitHub action and the commit hooks with their own installation, which needs a package index.

`make test-integrations` runs these; `make test` needs no network.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.test_gate import CACHED, SPECIFICATION, TINY
from tests.github_action import REPOSITORY, run_action
from tests.repositories import ENVIRONMENT, Repository, make_repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A pull request, checked out, that makes a builder worse."""
    made = make_repository(tmp_path / "repository")
    made.commit({"builders/tiny_model.py": TINY, "specs/tiny.py": SPECIFICATION, "requirements.txt": "sagemaker<3\n"})
    made.git("update-ref", "refs/remotes/origin/main", "HEAD")
    made.commit({"builders/tiny_model.py": CACHED})
    return made


def test_every_script_of_the_action(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "runner").mkdir()
    python = Path(sys.executable)

    result = run_action(
        repository.top,
        tmp_path / "runner",
        {"paths": "builders", "requirements": "requirements.txt"},
        steps=["Install", "Check", "Verdict"],
        variables={"GITHUB_BASE_REF": "main", "PYTHONPATH": "", "PATH": f"{python.parent}:{os.environ['PATH']}"},
    )

    assert result.code == 1, result.log
    assert "gate: blocked by" in result.log
    assert "CM310 no-cache-config  error, blocks" in result.log


@pytest.mark.parametrize(("hook", "stage"), [("cursus-tester", "pre-commit"), ("cursus-tester-check", "pre-push")])
def test_the_hooks_from_this_repository(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory, hook: str, stage: str
) -> None:
    # One home for both, so that the environment is made once.
    home = tmp_path_factory.getbasetemp() / "pre-commit"
    # The builder is one for version 2; without this, pip brings the newest SDK.
    constraints = repository.top.parent / "constraints.txt"
    constraints.write_text("sagemaker<3\n", encoding="utf-8")
    repository.git("reset", "-q", "--soft", "origin/main")
    clone = repository.top.parent / "cursus-tester"
    subprocess.run(["git", "clone", "-q", str(REPOSITORY), str(clone)], check=True)

    result = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(clone), hook, "--hook-stage", stage, "--all-files"],
        cwd=repository.top,
        env={
            **os.environ,
            **ENVIRONMENT,
            "PRE_COMMIT_HOME": str(home),
            "PIP_CONSTRAINT": str(constraints),
            "PYTHONPATH": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1, result.stdout
    assert "CM310 no-cache-config  error" in result.stdout


def test_without_what_runs_builders(repository: Repository, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", str(REPOSITORY)], check=True)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, "-m", "cursus_tester", *arguments],
            cwd=repository.top,
            env={**os.environ, "PYTHONPATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )

    static, dynamic, explained = run("check", "builders", "--static"), run("check", "builders"), run("explain", "CM310")

    assert static.returncode == 1, static.stdout + static.stderr
    assert "CM310 no-cache-config  error" in static.stdout
    assert explained.returncode == 0
    assert dynamic.returncode == 2
    assert "pip install 'cursus-tester[run]' in this environment, or use --static" in dynamic.stderr
    installed = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    assert "sagemaker" not in installed.stdout
