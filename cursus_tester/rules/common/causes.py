"""Causes of findings: those on one thing have one cause and are one finding (`cursus_tester.results.explanations`)."""

from __future__ import annotations

from cursus_tester.evidence.trace import Problem
from cursus_tester.sdk.variable_texts import VARIABLE_TYPE

#: The builder hangs, or its process ends.
DEATH = "death"
SYNTAX = "syntax"
ROLE = "role"
SESSION = "session"
IMAGE = "image"
STEP_NAME = "step name"
MODEL_NAME = "model name"
INSTANCE_TYPE = "instance type"
#: Where a value is in a file of JSON.
JSON_PATH = "json path"
#: What should be a request, and is none.
REQUEST = "request"


def exception(problem: Problem | None) -> str:
    """An exception, whatever kind of pipeline variable it is about; empty for none."""
    return f"raised {VARIABLE_TYPE.sub('a pipeline variable', str(problem))}" if problem is not None else ""


def environment_variable(name: object) -> str:
    """One variable of the container's environment."""
    return f"environment variable {name}"


def config_field(name: str) -> str:
    """One field of the config."""
    return f"config.{name}"


def step_input(name: str) -> str:
    """What becomes of one input of the step."""
    return f"input {name}"


def missing_input(name: str) -> str:
    """What happens without one input of the step."""
    return f"missing input {name}"


def output(path: str) -> str:
    """An output that is declared at `path`."""
    return f"output {path}"


def parameter(name: str) -> str:
    """One parameter of a pipeline."""
    return f"parameter {name}"
