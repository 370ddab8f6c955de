"""Waivers from the settings and from sources, through the command line. Nothing is run: the source shows all of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Run

BUILDER = """\
from sagemaker.workflow.steps import CreateModelStep


class ChurnModelStepBuilder:
    def __init__(self, config, sagemaker_session=None, role=None):
        self.config = config

    def create_step(self, *, inputs=None, dependencies=None, enable_caching=False, model_data=None):
        return CreateModelStep(name="Churn", model=self.model(model_data), cache_config=self.cache)
"""
STATIC = ("check", "--static", "--select", "CM310,CM306", "--today", "2026-11-25", "-f", "json=-")


@pytest.fixture
def churn(tmp_path: Path) -> Path:
    (tmp_path / "team").mkdir()
    file = tmp_path / "team" / "churn_model.py"
    file.write_text(BUILDER, encoding="utf-8")
    return file


def on_line(file: Path, text: str, comment: str) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines) if text in line]
    lines[number] += f"  # cursus-tester: {comment}"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def said(run: Run, *arguments: str, rule: str = "CM310") -> tuple[int, str, str | None, list[str], dict[str, Any]]:
    done = run(*STATIC, *arguments)
    report = json.loads(done.stdout)
    (outcome,) = (each for each in report["subjects"][0]["outcomes"] if each["rule"] == rule)
    return done.returncode, outcome["outcome"], outcome["reason"], report["notes"], outcome


SETTINGS = """\
[[tool.cursus-tester.waivers]]
rule = "CM310"
builder = "{builder}"
reason = "the platform team wants to see it fail"
expires = 2027-01-31
ticket = "ML-1"
"""


@pytest.mark.parametrize("started_in", [".", "team"])
@pytest.mark.parametrize("builder", ["team/churn_model.py::ChurnModelStepBuilder", "team/*::*", "churn_model:Churn*"])
def test_a_waiver_of_the_settings(tmp_path: Path, churn: Path, run: Run, started_in: str, builder: str) -> None:
    (tmp_path / "pyproject.toml").write_text(SETTINGS.format(builder=builder), encoding="utf-8")

    exit_code, outcome, reason, notes, details = said(run)

    where = "pyproject.toml: tool.cursus-tester.waivers, number 1"
    assert (exit_code, outcome, notes) == (0, "waived", [])
    assert reason == f"the platform team wants to see it fail (until 2027-01-31, ticket ML-1, {where})"
    assert [finding["waiver"] for finding in details["findings"]] == [reason]


@pytest.mark.parametrize("line", ["class Churn", "return CreateModelStep"])
def test_a_waiver_in_the_source(churn: Path, run: Run, line: str) -> None:
    on_line(churn, line, 'waive CM310 reason="agreed" expires=2026-11-25')

    exit_code, outcome, _, notes, _ = said(run, "--strict-waivers")

    assert (exit_code, outcome, notes) == (0, "waived", [])


def test_an_expired_waiver_waives_nothing(churn: Path, run: Run) -> None:
    on_line(churn, "class Churn", 'waive CM310 reason="agreed" expires=2026-11-24')

    exit_code, outcome, _, (note,), _ = said(run)

    assert (exit_code, outcome) == (1, "failed")
    assert note.startswith("team/churn_model.py:4: the waiver of CM310 expired on 2026-11-24 and waives nothing any mo")


@pytest.mark.parametrize(
    ("comment", "outcome", "note"),
    [
        ('waive CM306 reason="agreed"', "unexpected_pass", None),
        ("waive CM306", "passed", "team/churn_model.py:4: this waives nothing: it has no reason; write # cursus"),
    ],
)
@pytest.mark.parametrize(("strict", "exit_code"), [([], 0), (["--strict-waivers"], 2)])
def test_a_waiver_without_use_is_told_and_an_error_only_where_wanted(
    churn: Path, run: Run, comment: str, outcome: str, note: str | None, strict: list[str], exit_code: int
) -> None:
    churn.write_text(BUILDER.replace(", cache_config=self.cache", ""), encoding="utf-8")
    on_line(churn, "class Churn", comment)

    code, kind, _, notes, _ = said(run, *strict, rule="CM306")

    assert (code, kind, len(notes)) == (exit_code, outcome, 1 if note else 0)
    assert all(each.startswith(note or "") for each in notes)


def test_a_limit_holds_for_both_kinds(tmp_path: Path, churn: Path, run: Run) -> None:
    settings = tmp_path / "pyproject.toml"
    settings.write_text("[tool.cursus-tester]\nwaiver-limit-days = 30\n", encoding="utf-8")
    on_line(churn, "class Churn", 'waive CM310 reason="agreed" expires=2026-12-26')

    exit_code, outcome, _, notes, _ = said(run)

    limit = "expected 2026-12-25 at the latest: waiver-limit-days is 30"
    assert (exit_code, outcome, notes) == (1, "failed", [f"team/churn_model.py:4: expires is 2026-12-26; {limit}"])
    settings.write_text(settings.read_text() + SETTINGS.format(builder="*"), encoding="utf-8")
    done = run(*STATIC)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"waivers, number 1: expires is 2027-01-31; {limit}" in done.stderr
