"""The files that put the gate on pull requests and in front of commits, complete for one repository."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from cursus_tester.initialization.release import Release
from cursus_tester.sdk.names import DISTRIBUTION

GITHUB = ".github/workflows/step-builders.yml"
GITLAB = ".gitlab-ci.yml"
PRE_COMMIT = ".pre-commit-config.yaml"
_WORD = "cursus-tester"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an integration has to know of the repository."""

    release: Release
    #: What is checked, relative to the repository.
    paths: Sequence[str]
    #: What pip installs for the builders: a file of requirements, ``.`` for the project itself, empty for nothing.
    requirements: str = ""
    #: The versions of the SDK that the builders are written for, as pip says it; empty where that is not one.
    sagemaker: str = ""


def requirements_of(top: str) -> str:
    """What to install for the builders of the repository in `top`, as `Surroundings.requirements` has it."""
    if os.path.isfile(os.path.join(top, "requirements.txt")):
        return "requirements.txt"
    if os.path.isfile(os.path.join(top, "setup.py")):
        return "."
    try:
        with open(os.path.join(top, "pyproject.toml"), encoding="utf-8") as stream:
            return "." if re.search(r"^\[project\]", stream.read(), re.MULTILINE) else ""
    except OSError:
        return ""


def github_workflow(around: Surroundings) -> str:
    """A workflow that runs the gate on each pull request."""
    paths = "".join(f"            {path}\n" for path in around.paths)
    requirements = f"          requirements: {around.requirements}\n" if around.requirements else ""
    sagemaker = f'          sagemaker: "{around.sagemaker}"\n' if around.sagemaker else ""
    return f"""\
name: Step builders
on: pull_request

permissions: {{}}

concurrency:
  group: ${{{{ github.workflow }}}}-${{{{ github.ref }}}}
  cancel-in-progress: true

jobs:
  conformance:
    name: Conformance gate
    runs-on: ubuntu-latest
    permissions:
      contents: read
      security-events: write # for code scanning; leave it out together with upload-sarif
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: {around.release.action}
        with:
          paths: |
{paths}{requirements}{sagemaker}"""


def gitlab_job(around: Surroundings) -> str:
    """A job that runs the gate on each merge request."""
    own = {"": "", ".": " --editable ."}.get(around.requirements, f" --requirement {around.requirements}")
    sdk = f' "{DISTRIBUTION}{around.sagemaker}"' if around.sagemaker else ""
    return f"""\
conformance:
  image: python:3.12
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"
  script:
    - pip install "{around.release.requirement}"{sdk}{own}
    - >-
      cursus-tester gate --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --head HEAD
      --format gitlab=code-quality.json --format junit=junit.xml -- {shlex.join(around.paths)}
  artifacts:
    when: always
    reports:
      codequality: code-quality.json
      junit: junit.xml
"""


def pre_commit_hook(around: Surroundings, indent: str = "  ") -> str:
    """The entry of pre-commit's ``repos`` that judges what is staged, without running any of it."""
    lines = (
        f"- repo: {around.release.repository}",
        f"  rev: {around.release.revision}",
        "  hooks:",
        "    # Blocks what a commit makes worse, with rules that only read the source.",
        f"    - id: {_WORD}",
    )
    return "".join(f"{indent}{line}\n" for line in lines)


def with_gitlab_job(text: str, job: str) -> str | None:
    """The text of ``.gitlab-ci.yml`` with the job; ``None`` where only its owner knows how the two fit together."""
    keys = set(re.findall(r"^([\w.-]+) *:", text, re.MULTILINE))
    if keys & {"stages", "conformance"} or re.search(r"^(---|\.\.\.)", text, re.MULTILINE):
        return None
    return f"{text.rstrip()}\n\n{job}" if text.strip() else job


def with_hook(text: str, around: Surroundings) -> str | None:
    """The text of ``.pre-commit-config.yaml`` with the hook; ``None`` where ``repos`` is not a block of entries."""
    if not text.strip():
        return f"repos:\n{pre_commit_hook(around)}"
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if re.match(r"repos: *(#.*)?$", line.rstrip())]
    if len(starts) != 1:
        return None
    start = end = starts[0] + 1
    indent = None
    for number in range(start, len(lines)):
        line = lines[number]
        entry = re.match(r"( *)- ", line)
        if indent is None and entry:
            indent = entry[1]
        elif not line[:1].isspace() and line.strip() and not line.startswith(("#", "- ")):
            break
        if line.strip():
            end = number + 1
    if indent is None:
        return None
    before = "".join(lines[:end])
    separator = "" if before.endswith("\n") else "\n"
    return before + separator + pre_commit_hook(around, indent) + "".join(lines[end:])


def mentions_us(text: str) -> bool:
    """Whether a file has an integration of the tester already."""
    return _WORD in text
