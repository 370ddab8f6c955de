"""Runs the `run:` steps of `action.yml` as GitHub's runner does, with bash and the variables that it sets."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.repositories import ENVIRONMENT

REPOSITORY = Path(__file__).resolve().parents[1]
_EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")


@dataclass(frozen=True, kw_only=True)
class Result:
    """What running the action came to."""

    #: Of the step that ended it.
    code: int
    log: str
    #: The job's summary.
    summary: str
    #: By expression, such as ``steps.check.outputs.exit-code``.
    outputs: Mapping[str, str]


def load_action() -> Any:
    """The action as YAML has it."""
    return yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))


def run_action(
    workspace: Path,
    runner: Path,
    inputs: Mapping[str, str],
    *,
    steps: Collection[str],
    variables: Mapping[str, str] | None = None,
) -> Result:
    """Run the steps of these names, up to one that fails.

    Args:
        workspace: The checked-out repository.
        runner: A folder for the runner's own files.
        inputs: What a workflow gives; the others have their defaults.
        steps: Names; all must have `run:`.
        variables: More of what the runner sets.
    """
    action = load_action()
    values = {f"inputs.{name}": inputs.get(name, about["default"]) for name, about in action["inputs"].items()}
    assert set(inputs) <= set(action["inputs"])
    values["github.action_path"] = str(REPOSITORY)
    files = {name: runner / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("", encoding="utf-8")
    environment = {
        **os.environ,
        **ENVIRONMENT,
        "RUNNER_TEMP": str(runner),
        **{name: str(file) for name, file in files.items()},
        **(variables or {}),
    }
    log, code = "", 0
    for step in (step for step in action["runs"]["steps"] if step["name"] in steps):
        given = {name: values[_expression(text)] for name, text in step["env"].items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=workspace,
            env={**environment, **given},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        log, code = log + done.stdout, done.returncode
        lines = files["GITHUB_OUTPUT"].read_text("utf-8").splitlines()
        values |= {
            f"steps.{step.get('id')}.outputs.{name}": value for name, _, value in (x.partition("=") for x in lines)
        }
        if code:
            break
    outputs = {name: value for name, value in values.items() if name.startswith("steps.")}
    return Result(code=code, log=log, summary=files["GITHUB_STEP_SUMMARY"].read_text("utf-8"), outputs=outputs)


def _expression(text: str) -> str:
    """What stands in an expression that is all of the text."""
    found = _EXPRESSION.fullmatch(text)
    assert found is not None
    return found[1]
