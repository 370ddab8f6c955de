"""The GitHub action and the commit hooks, as they are run: with bash, with the real pre-commit, in a repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.e2e.test_gate import CACHED, SPECIFICATION, TINY
from tests.github_action import REPOSITORY, Result, run_action
from tests.repositories import ENVIRONMENT, Repository, make_repository

COMMAND = f'#!/bin/sh\nexec "{sys.executable}" -m cursus_tester "$@"\n'


def write_command(folder: Path) -> None:
    """A `cursus-tester` in `folder`, whichever way the tests themselves come by the package."""
    folder.mkdir(parents=True)
    (folder / "cursus-tester").write_text(COMMAND, encoding="utf-8")
    (folder / "cursus-tester").chmod(0o755)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A clone whose remote has one builder on main."""
    origin = make_repository(tmp_path / "origin")
    origin.commit(
        {"builders/tiny_model.py": TINY, "specs/tiny.py": SPECIFICATION, "cursus-tester.toml": 'conventions = "all"\n'}
    )
    origin.git("clone", "-q", str(origin.top), str(tmp_path / "repository"))
    return Repository(tmp_path / "repository")


class TestAction:
    @pytest.fixture
    def runner(self, tmp_path: Path) -> Path:
        """The runner's folder, after the step that installs."""
        write_command(tmp_path / "runner" / "cursus-tester" / "bin")
        (tmp_path / "runner" / "cursus-tester" / "bin" / "python").symlink_to(sys.executable)
        return tmp_path / "runner"

    def run(self, repository: Repository, runner: Path, inputs: Mapping[str, str], base_ref: str = "main") -> Result:
        return run_action(
            repository.top,
            runner,
            {"static": "true", **inputs},
            steps=["Check", "Verdict"],
            variables={"GITHUB_BASE_REF": base_ref},
        )

    def test_a_pull_request_that_makes_a_builder_worse(self, repository: Repository, runner: Path) -> None:
        repository.commit({"builders/tiny_model.py": CACHED})

        result = self.run(repository, runner, {"paths": "builders\n"})

        assert result.code == 1
        assert result.summary.startswith("## Conformance gate blocked by 1 new finding\n")
        assert "::error file=builders/tiny_model.py,line=18," in result.log
        sarif = json.loads(Path(result.outputs["steps.check.outputs.sarif"]).read_text("utf-8"))
        assert "CM310" in {each["ruleId"] for each in sarif["runs"][0]["results"]}

    def test_what_builders_say_is_no_command_to_the_runner(self, repository: Repository, runner: Path) -> None:
        raising = TINY.replace("self.config,", "raise ValueError('x\\n::error::spoofed')\n        self.config,", 1)
        settings = 'select = ["SB100"]\n'
        repository.commit({"builders/tiny_model.py": raising, "cursus-tester.toml": settings})

        result = self.run(repository, runner, {"static": "false"})

        before, _, rest = result.log.partition("::stop-commands::")
        token, _, rest = rest.partition("\n")
        inside, _, after = rest.partition(f"\n::{token}::\n")
        commands = [line for line in after.splitlines() if line.strip()]
        assert before == ""
        assert "\n      ::error::spoofed\n" in inside
        assert commands
        assert all(line.startswith(("::error file=", "::warning file=", "::notice ")) for line in commands)

    def test_a_push_is_checked_whole(self, repository: Repository, runner: Path) -> None:
        result = self.run(repository, runner, {"fail-on": "warning"}, base_ref="")

        assert result.code == 1
        assert "SB109 injection-points  warning" in result.log
        assert "SB109" in result.summary

    @pytest.mark.parametrize(
        ("inputs", "message"),
        [
            ({"base": "$(touch pwned)"}, "--base '$(touch pwned)': there is no such commit here"),
            ({"paths": "$(touch pwned)\n; touch pwned"}, "$(touch pwned): no such file or folder"),
            ({"paths": "--help"}, "--help: no such file or folder"),
            ({"min-score": "1 --static"}, "'1 --static' is no score"),
        ],
    )
    def test_odd_inputs_are_told_and_not_obeyed(
        self, repository: Repository, runner: Path, inputs: Mapping[str, str], message: str
    ) -> None:
        result = self.run(repository, runner, inputs)

        assert result.code == 2
        assert message in result.log
        assert not (repository.top / "pwned").exists()


class TestHooks:
    @pytest.fixture
    def hooked(self, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
        """The repository with our hooks installed, run with the tester of these tests."""
        write_command(tmp_path / "bin")
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
        hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
        local = [
            {
                "repo": "local",
                "hooks": [
                    # Such a hook installs nothing.
                    {
                        **{key: value for key, value in hook.items() if key != "additional_dependencies"},
                        "language": "system",
                    }
                    for hook in hooks
                ],
            }
        ]
        repository.write(
            {
                ".pre-commit-config.yaml": yaml.safe_dump({"repos": local}),
                "cursus-tester.toml": 'select = ["CM310"]\n',
            }
        )
        repository.git("add", "--all")
        repository.git("commit", "-q", "-m", "hooks")
        subprocess.run(
            [sys.executable, "-m", "pre_commit", "install", "-t", "pre-commit", "-t", "pre-push"],
            cwd=repository.top,
            env={**os.environ, **ENVIRONMENT},
            capture_output=True,
            check=True,
        )
        return repository

    def git(self, repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments],
            cwd=repository.top,
            env={**os.environ, **ENVIRONMENT},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_a_commit_is_kept_from_making_a_builder_worse(self, hooked: Repository) -> None:
        hooked.write({"builders/tiny_model.py": CACHED, "builders/draft_model.py": CACHED.replace("Tiny", "Draft")})

        refused = self.git(hooked, "commit", "-q", "-m", "worse", "builders/tiny_model.py")
        hooked.write({"builders/tiny_model.py": TINY + "\n\n# A remark.\n"})
        taken = self.git(hooked, "commit", "-q", "-a", "-m", "as good")

        assert refused.returncode == 1
        assert "gate: blocked by 1 new finding" in refused.stderr
        # The draft is not part of the commit.
        assert "draft_model.py" not in refused.stderr
        assert (taken.returncode, taken.stdout) == (0, "")

    def test_a_push_is_kept_from_having_a_broken_builder(self, hooked: Repository) -> None:
        hooked.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "nothing")
        taken = self.git(hooked, "push", "-q", "origin", "HEAD:refs/heads/good")
        hooked.write({"builders/tiny_model.py": CACHED})
        hooked.git("commit", "-q", "-a", "--no-verify", "-m", "worse")
        refused = self.git(hooked, "push", "-q", "origin", "HEAD:refs/heads/bad")

        assert taken.returncode == 0, taken.stderr
        assert refused.returncode == 1
        assert "CM310 no-cache-config  error" in refused.stdout
