"""A team's own pack, in a distribution of its own: its step type, evidence, scenario and rules, through the CLI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import REPOSITORY

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EXAMPLE = Path(__file__).parent / "team_pack"
PAGE = REPOSITORY / "docs" / "step-packs.md"
BUILDER = "builders/stop_pipeline.py"


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """The example as it is after ``pip install``, next to the team's builders."""
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    installed = tmp_path / "acme_fail_steps-1.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 1\n", "utf-8")
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
        for group, entries in project["entry-points"].items()
    ]
    (installed / "entry_points.txt").write_text("\n".join(lines), "utf-8")
    return tmp_path


def run(team: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cursus_tester", *arguments],
        cwd=team,
        env={**os.environ, "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{team}", "XDG_CACHE_HOME": str(team / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )


def check(team: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    done = run(team, "check", BUILDER, "-f", "json=-", *arguments)
    (subject,) = json.loads(done.stdout)["subjects"]
    return done.returncode, subject


def outcomes(subject: dict[str, Any]) -> dict[str, str]:
    return {outcome["rule"]: outcome["outcome"] for outcome in subject["outcomes"]}


def test_a_builder_that_keeps_the_rules_of_the_pack(team: Path) -> None:
    exit_code, subject = check(team)

    assert subject["step_type"] == "Fail"
    said = outcomes(subject)
    assert (said["AC301"], said["AC401"]) == ("passed", "passed")
    # Our own rules about any step type judge it too, those about CreateModel steps do not.
    assert said["SB100"] == "passed"
    assert said["CM310"] == "not_applicable"
    assert (exit_code, [rule for rule, kind in said.items() if kind in ("failed", "error", "blocked")]) == (0, [])


@pytest.mark.parametrize(
    ("before", "after", "rule", "message"),
    [
        (
            "{self.config.owner}",
            "ops@acme.example",
            "AC401",
            "the message is 'ask ops@acme.example'; expected the owner another-team@acme.example",
        ),
        (', error_message=f"ask {self.config.owner}"', "", "AC301", "the step has no error message"),
    ],
)
def test_a_builder_that_breaks_one(team: Path, before: str, after: str, rule: str, message: str) -> None:
    file = team / BUILDER
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")

    exit_code, subject = check(team, "--select", rule)

    (outcome,) = subject["outcomes"]
    assert (exit_code, outcome["outcome"]) == (1, "failed")
    assert [finding["message"] for finding in outcome["findings"]] == [message]


def test_static_checks_run_nothing(team: Path) -> None:
    exit_code, subject = check(team, "--static")

    # What holds for the text of any builder is judged; the pack's own rules need a run.
    assert (exit_code, subject["step_type"]) == (0, "Fail")
    assert outcomes(subject)["SB411"] == "passed"
    assert outcomes(subject)["AC401"] == "not_applicable"


def test_rules_of_a_pack_are_explained_as_ours_are(team: Path) -> None:
    text = run(team, "explain", "ac401").stdout

    assert text.startswith("AC401 message-names-owner\n")
    assert "\n  evidence:   dynamic (runs the builder)\n  applies to: Fail steps\n" in text
    assert "\nHow to waive: `# cursus-tester: waive AC401 " in text


@pytest.mark.parametrize(
    ("file", "before", "after", "message"),
    [
        (
            "rules.py",
            "error_messages: Mapping",
            "messages: Mapping",
            "acme_fail_steps.rules.message_names_owner: parameter 'messages' names no evidence; there is builder, "
            "elsewhere, error_messages, pack, pipeline, source, specification, subject, traces",
        ),
        (
            "pack.py",
            'name="Fail"',
            'name="CreateModel"',
            "entry point 'fail' of group cursus_tester.packs (acme_fail_steps.pack:PACK): the step type CreateModel "
            "has a pack already",
        ),
        ("pack.py", '"error_messages":', '"traces":', "evidence 'traces' is taken; choose another name"),
        (
            "pack.py",
            "def error_messages(traces",
            "def error_messages(trace",
            "asks for 'trace', which is no evidence; ",
        ),
        ("pack.py", "PACK = StepPack(", "PACK = dict(", "names a dict; expected a cursus_tester.step_pack.StepPack"),
        (
            "pack.py",
            "import dataclasses",
            "import gone",
            "does not import: ModuleNotFoundError: No module named 'gone'",
        ),
        ("rules.py", "from collections.abc", "import gone\nfrom collections.abc", "the rules acme_fail_steps.rules do"),
    ],
)
def test_mistakes_of_a_pack_are_told(team: Path, file: str, before: str, after: str, message: str) -> None:
    path = team / "acme_fail_steps" / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")

    done = run(team, "check", BUILDER)

    assert done.returncode == 2
    assert message in done.stderr


def test_the_page_shows_the_example_as_it_is() -> None:
    page = PAGE.read_text("utf-8")
    for file in ("pyproject.toml", "acme_fail_steps/pack.py", "acme_fail_steps/rules.py"):
        shown = "\n".join(f"    {line}".rstrip() for line in (EXAMPLE / file).read_text("utf-8").rstrip().splitlines())
        assert shown in page, f"docs/step-packs.md does not show {file} as it is"
