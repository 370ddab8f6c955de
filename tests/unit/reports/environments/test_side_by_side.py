"""Several environments beside each other, in every format."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cursus_tester.reports.formats.terminal import render_terminal
from cursus_tester.reports.renderers import SIDE_BY_SIDE_RENDERERS
from cursus_tester.reports.rendering import Detail, RenderOptions
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.side_by_side import CheckedEnvironment, SideBySide, side_by_side
from tests.unit.reports.example import finding, outcome, report, subject

NOTE = outcome("CM362", OutcomeKind.PASSED, finding("by the way", fingerprint="f"), severity=Severity.INFO, weight=0.0)
BRIEF = RenderOptions(width=100, detail=Detail.BRIEF)


def checked(*outcomes: object, version: str) -> Report:
    card = scorecard(subject(name="AStepBuilder", path="a.py"), "CreateModel", "xgboost", Pattern(), outcomes)  # type: ignore[arg-type]
    return replace(report(card), sdk_version=version)


def example() -> SideBySide:
    passed = outcome("CM303", OutcomeKind.PASSED)
    failed = outcome("CM303", OutcomeKind.FAILED, finding("has | no `image`"))
    return side_by_side(
        [
            CheckedEnvironment(
                given=".venv", python="Python 3.11.7", exit_code=0, report=checked(passed, version="2.257.7")
            ),
            CheckedEnvironment(
                given=".venv3",
                python="Python 3.12.1",
                exit_code=1,
                report=checked(failed, NOTE, version="3.27.0 (sagemaker-core 2.27.0)"),
            ),
            CheckedEnvironment(given="gone", python=None, exit_code=2, report=None, said=("--python gone: no such",)),
        ]
    )


def test_the_table_on_the_terminal() -> None:
    assert SIDE_BY_SIDE_RENDERERS["terminal"](example(), BRIEF) == (
        f"Side by side {'═' * 87}\n"
        ".venv: Python 3.11.7, sagemaker 2.257.7\n"
        ".venv3: Python 3.12.1, sagemaker 3.27.0 (sagemaker-core 2.27.0)\n"
        "gone, not checked\n"
        "  --python gone: no such\n"
        "              sagemaker  sagemaker\n"
        "Builder         2.257.7     3.27.0  gone\n"
        "─────────────────────────────────────────\n"
        "AStepBuilder      100.0        0.0     -\n"
        "\n"
        "only with sagemaker 3.27.0: CM303 some-rule error\n"
        "  a.py::AStepBuilder, at builders/xgboost_model.py:1:9\n"
        "    has | no `image`\n"
        "    passed with sagemaker 2.257.7\n"
        "\n"
        "1 subject in 3 environments: 1 finding is not in all of them\n"
    )


def test_each_environment_has_its_own_report_on_the_terminal() -> None:
    options, found = RenderOptions(width=100), example()

    text = SIDE_BY_SIDE_RENDERERS["terminal"](found, options)

    reports = [each.report for each in found.environments if each.report is not None]
    assert len(reports) == 2
    assert all(render_terminal(each, options) in text for each in reports)
    assert text.endswith(SIDE_BY_SIDE_RENDERERS["terminal"](found, BRIEF))


def test_the_table_in_markdown() -> None:
    text = SIDE_BY_SIDE_RENDERERS["markdown"](example(), BRIEF)

    assert "| Builder | sagemaker 2.257.7 | sagemaker 3.27.0 | gone |\n|---|---:|---:|---:|\n" in text
    assert "| `a.py::AStepBuilder` | 100.0 | 0.0 | - |\n" in text
    assert "**CM303 some-rule** error, only with sagemaker 3.27.0: `a.py::AStepBuilder`, at `builders/" in text
    assert "has \\| no \\`image\\`<br>*passed with sagemaker 2.257.7*\n" in text
    assert "by the way" not in text, "a mere note is none of some SDKs' findings"
    assert "<details>" not in text
    assert SIDE_BY_SIDE_RENDERERS["markdown"](example(), RenderOptions()).count("<details><summary>.venv") == 2


def test_json_has_every_report_and_what_differs() -> None:
    document = json.loads(SIDE_BY_SIDE_RENDERERS["json"](example(), BRIEF))

    assert document["schema"] == "cursus-tester/environments/1"
    told = [
        (each["given"], each["exit_code"], each["report"] is None, each["said"]) for each in document["environments"]
    ]
    assert told == [(".venv", 0, False, []), (".venv3", 1, False, []), ("gone", 2, True, ["--python gone: no such"])]
    (row,) = document["subjects"]
    assert [score and score["score"] for score in row["scores"]] == [100.0, 0.0, None]
    assert [(each["rule"], each["present"], each["absent"]) for each in document["findings_of_some"]] == [
        ("CM303", [1], [{"environment": 0, "outcome": "passed", "reason": None}]),
        ("CM362", [1], [{"environment": 0, "outcome": None, "reason": None}]),
    ]


def test_findings_of_one_rule_on_one_subject_are_told_once() -> None:
    both = [finding("one", fingerprint="1"), finding("two", line=2, fingerprint="2")]
    failed = checked(outcome("CM303", OutcomeKind.FAILED, *both), version="3")
    passed = checked(outcome("CM303", OutcomeKind.PASSED), version="2")
    given = (("a", failed), ("b", passed))
    found = side_by_side([CheckedEnvironment(given=a, python=None, exit_code=1, report=b) for a, b in given])

    assert "    one (and 1 more)\n" in SIDE_BY_SIDE_RENDERERS["terminal"](found, BRIEF)
    assert "<br>one (and 1 more)<br>" in SIDE_BY_SIDE_RENDERERS["markdown"](found, BRIEF)
    assert "two" not in SIDE_BY_SIDE_RENDERERS["terminal"](found, BRIEF)


@pytest.mark.parametrize("name", list(SIDE_BY_SIDE_RENDERERS))
def test_two_environments_of_one_version_are_told_apart(name: str) -> None:
    one = replace(example().environments[0], given="one")
    found = side_by_side([one, replace(one, given="two")])

    text = " ".join(SIDE_BY_SIDE_RENDERERS[name](found, BRIEF).split())

    assert "one" in text
    assert "two" in text
    assert "every finding is one of all environments" in text or name == "json"
