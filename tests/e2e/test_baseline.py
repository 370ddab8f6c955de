"""`baseline`, `check --baseline` and `--prune`, with the real SDK."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.conftest import Run

BUILDER = """\
from sagemaker.workflow.steps import CreateModelStep


class ChurnModelStepBuilder:
    def __init__(self, sagemaker_session=None, role=None):
        self.role = role

    def create_step(self, *, inputs=None, dependencies=None, enable_caching=False, model_data=None):
        return CreateModelStep(name="Churn", model=None, cache_config=None)
"""
FILE = ".cursus-tester-baseline.json"
RULES = ("--select", "CM310,CM306")


@pytest.fixture
def churn(tmp_path: Path) -> Path:
    (tmp_path / "team").mkdir()
    file = tmp_path / "team" / "churn_model.py"
    file.write_text(BUILDER, encoding="utf-8")
    return file


def accepted(tmp_path: Path, file: str = FILE) -> dict[str, dict[str, int]]:
    builders = json.loads((tmp_path / file).read_text(encoding="utf-8"))["builders"]
    return {builder: {rule: len(prints) for rule, prints in debt.items()} for builder, debt in builders.items()}


def test_debt_does_not_block_and_what_is_new_does(tmp_path: Path, churn: Path, run: Run) -> None:
    written = run("baseline", "team", *RULES)

    assert (written.returncode, written.stdout) == (0, "")
    assert written.stderr == f"cursus-tester: {FILE}: findings accepted: 2; added: 2, dropped: 0\n"
    # One as a run shows it, one as the source alone does.
    assert accepted(tmp_path) == {"team/churn_model.py::ChurnModelStepBuilder": {"CM310": 2}}
    churn.write_text("# further down\n\n" + BUILDER, encoding="utf-8")
    assert run("check", "--baseline", "team", *RULES).returncode == 0
    assert run("check", "--baseline", "--static", "team", *RULES).returncode == 0
    churn.write_text(BUILDER.replace('name="Churn", model=None', '"Churn", None'), encoding="utf-8")
    assert run("check", "--baseline", "team", *RULES).returncode == 1
    assert run("check", "team", *RULES).returncode == 1


def test_a_moved_builder_keeps_its_debt_and_a_mended_one_is_dropped(tmp_path: Path, churn: Path, run: Run) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.cursus-tester]\nbaseline = "debt.json"\n', encoding="utf-8")
    assert run("baseline", *RULES).returncode == 0
    moved = churn.rename(tmp_path / "team" / "attrition_model.py")

    checked = run("check", *RULES, "-f", "json=-")

    assert checked.returncode == 0
    findings = json.loads(checked.stdout)["subjects"][0]["outcomes"][1]["findings"]
    assert [each["known"] for each in findings] == [True]
    assert run("baseline", "--prune", *RULES).returncode == 0
    assert accepted(tmp_path, "debt.json") == {"team/attrition_model.py::ChurnModelStepBuilder": {"CM310": 2}}
    moved.write_text(BUILDER.replace(", cache_config=None", ""), encoding="utf-8")
    assert run("baseline", "--prune", *RULES).returncode == 0
    assert accepted(tmp_path, "debt.json") == {}


@pytest.mark.parametrize(
    ("arguments", "content", "message"),
    [
        (["check", "--baseline"], None, f"{FILE}: there is no such file; write it with `cursus-tester baseline`"),
        (["check", "--baseline=x.json"], None, "x.json: there is no such file; write it with `cursus-tester baseline`"),
        (["check", "--baseline=team"], None, "team: cannot be read: Is a directory; name a baseline"),
        (["check", "--baseline"], "{", f"{FILE}: is no JSON: "),
        (
            ["check", "--baseline"],
            '{"schema": "x"}',
            f"{FILE}: has the schema 'x', expected cursus-tester/baseline/1; ",
        ),
        (["baseline"], "{", f"{FILE}: is no JSON: "),
        (["baseline", "--prune"], None, f"{FILE}: there is no such file; write it with `cursus-tester baseline`"),
        (["baseline", "gone"], None, "gone: no such file or folder"),
        (["baseline", "--output", "team", "--select", "CM306"], None, "team: cannot be read: Is a directory"),
        (
            ["baseline", "-o", "no/x.json", "--select", "CM306"],
            None,
            "no/x.json: cannot be written: No such file or di",
        ),
    ],
)
def test_what_cannot_be_used_is_exit_2_and_nothing_is_written(
    tmp_path: Path, churn: Path, run: Run, arguments: list[str], content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / FILE).write_text(content, encoding="utf-8")

    done = run(*arguments)

    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert [file.read_text() for file in tmp_path.glob("*.json")] == ([content] if content is not None else [])
