"""The files for GitHub, GitLab and pre-commit: complete, fit for their readers, and careful with what is there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from cursus_tester.initialization.integrations import (
    Surroundings,
    github_workflow,
    gitlab_job,
    pre_commit_hook,
    requirements_of,
    with_gitlab_job,
    with_hook,
)
from cursus_tester.initialization.release import Release, release_of
from cursus_tester.version import __version__

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FROM_GIT = json.dumps({"url": "https://host/us/tester.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}})
AROUND = Surroundings(
    release=release_of(FROM_GIT), paths=("builders", "pipelines"), requirements="requirements.txt", sagemaker="<3"
)
HOOK = {"repo": "https://host/us/tester", "rev": COMMIT, "hooks": [{"id": "cursus-tester"}]}


def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("direct_url", "expected"),
    [
        (
            FROM_GIT,
            Release(
                repository="https://host/us/tester",
                revision=COMMIT,
                requirement=f"cursus-tester[run] @ git+https://host/us/tester@{COMMIT}",
            ),
        ),
        (None, "a release"),
        (json.dumps({"url": "file:///somewhere", "dir_info": {"editable": True}}), "a release"),
    ],
)
def test_where_the_tester_comes_from(direct_url: str | None, expected: Release | str) -> None:
    found = release_of(direct_url)

    if expected == "a release":
        assert (found.revision, found.requirement) == (f"v{__version__}", f"cursus-tester[run]=={__version__}")
        assert re.fullmatch(r"[\w-]+/[\w-]+@v[\d.]+", found.action)
    else:
        assert found == expected
        assert found.action == f"us/tester@{COMMIT}"


@pytest.mark.parametrize(
    ("schema", "text"),
    [("vendor.github-workflows", github_workflow(AROUND)), ("vendor.gitlab-ci", gitlab_job(AROUND))],
)
def test_the_file_fits_its_schema(tmp_path: Path, schema: str, text: str) -> None:
    (tmp_path / "file.yml").write_text(text, encoding="utf-8")

    result = run("check_jsonschema", "--builtin-schema", schema, str(tmp_path / "file.yml"))

    assert result.returncode == 0, result.stdout


def test_the_hooks_fit_their_schema(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(with_hook("", AROUND) or "", encoding="utf-8")

    result = run("pre_commit", "validate-config", str(tmp_path / "config.yaml"))

    assert result.returncode == 0, result.stdout


def test_an_audit_for_known_risks_finds_none(tmp_path: Path) -> None:
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "gate.yml").write_text(github_workflow(AROUND), encoding="utf-8")
    zizmor = Path(sys.executable).with_name("zizmor")

    result = subprocess.run(
        [zizmor, "--offline", "--persona=pedantic", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout
    assert "gate.yml" in result.stderr


def test_no_file_leaves_anything_to_fill_in() -> None:
    texts = (github_workflow(AROUND), gitlab_job(AROUND), pre_commit_hook(AROUND))

    assert not [text for text in texts if re.search(r"OWNER|HOST|COMMIT|TODO|0{40}|<\w+>", text)]
    assert yaml.safe_load(texts[0])["jobs"]["conformance"]["steps"][1] == {
        "uses": f"us/tester@{COMMIT}",
        "with": {"paths": "builders\npipelines\n", "requirements": "requirements.txt", "sagemaker": "<3"},
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ((), ""),
        (("requirements.txt", "setup.py"), "requirements.txt"),
        (("setup.py",), "."),
        (("pyproject.toml",), "."),
    ],
)
def test_what_is_installed_for_the_builders(tmp_path: Path, files: tuple[str, ...], expected: str) -> None:
    for name in files:
        (tmp_path / name).write_text("[project]\n", encoding="utf-8")

    assert requirements_of(str(tmp_path)) == expected


@pytest.mark.parametrize(
    ("before", "fits"),
    [
        ("", True),
        ("include:\n  - local: other.yml\n", True),
        ("tests:\n  script: [make test]", True),
        # The job's stage, test, may not be among them.
        ("stages: [build]\n", False),
        ("conformance:\n  script: [ours]\n", False),
        ("---\nspec: {}\n---\njob:\n  script: [x]\n", False),
    ],
)
def test_a_job_beside_others(before: str, fits: bool) -> None:
    after = with_gitlab_job(before, gitlab_job(AROUND))

    if fits:
        assert after is not None
        assert yaml.safe_load(after) == {**(yaml.safe_load(before) or {}), **yaml.safe_load(gitlab_job(AROUND))}
    else:
        assert after is None


@pytest.mark.parametrize(
    "before",
    [
        "",
        "repos:\n- repo: local\n  hooks: []\n",
        "repos:\n  - repo: local\n    hooks: []",
        "default_stages: [pre-commit]\nrepos:  # ours\n    - repo: local\n      hooks: []\n\n\nci:\n  autofix: false\n",
        "repos:\n- repo: local\n  hooks: []\n# the end\n",
    ],
)
def test_a_hook_behind_others(before: str) -> None:
    after = with_hook(before, AROUND)

    assert after is not None
    said = yaml.safe_load(before) or {"repos": []}
    assert yaml.safe_load(after) == {**said, "repos": [*said["repos"], HOOK]}
    assert all(line in after for line in before.splitlines())


@pytest.mark.parametrize("before", ["repos: []\n", "repos: [{repo: local, hooks: []}]\n", "ci: {}\n"])
def test_a_form_that_is_left_alone(before: str) -> None:
    assert with_hook(before, AROUND) is None


def test_the_sdk_is_the_one_that_the_builders_are_for() -> None:
    """Without it pip brings the newest, which runs no builder that is for version 2."""
    no_sdk = replace(AROUND, sagemaker="", paths=["my builders"])

    assert '          sagemaker: "<3"\n' in github_workflow(AROUND)
    assert '" "sagemaker<3" --requirement requirements.txt\n' in gitlab_job(AROUND)
    assert "sagemaker" not in github_workflow(no_sdk) + gitlab_job(no_sdk)
    assert "-- 'my builders'\n" in gitlab_job(no_sdk)
