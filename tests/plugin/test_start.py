"""What a pytest run imports that has the tester installed."""

from __future__ import annotations

import pytest

from tests.plugin.conftest import Run

SHOW = """\
import sys

def pytest_unconfigure(config):
    heavy = "boto3 botocore hypothesis moto msgspec pydantic rich sagemaker team.churn_model churn_model".split()
    ours = [name for name in sys.modules if name.startswith("cursus_tester")]
    print("\\nimported:", *sorted({name for name in heavy if name in sys.modules}), *sorted(ours))
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["tests"], {"cursus_tester", "cursus_tester.pytest_plugin", "cursus_tester.pytest_plugin.plugin"}),
        (["tests", "-p", "no:cursus_tester", "-p", "no:cursus_tester.pytest_plugin.plugin"], set()),
    ],
)
def test_a_run_that_checks_nothing_imports_next_to_nothing(
    project: pytest.Pytester, run: Run, arguments: list[str], expected: set[str]
) -> None:
    project.mkdir("tests").joinpath("test_own.py").write_text("def test_own(): ...\n", encoding="utf-8")
    project.makeconftest(SHOW)
    done = run("-s", *arguments, subprocess=True)
    done.assert_outcomes(passed=1)
    (line,) = (line for line in done.outlines if line.startswith("imported:"))
    assert set(line.split()[1:]) - {"cursus_tester.pytest_plugin.hooks"} == expected


def test_collecting_imports_neither_the_sdk_nor_a_builder(project: pytest.Pytester, run: Run) -> None:
    project.makeconftest(SHOW)
    done = run("-s", "--conformance", "team", "--collect-only", "-q", subprocess=True)
    (line,) = (line for line in done.outlines if line.startswith("imported:"))
    assert {name for name in line.split()[1:] if not name.startswith("cursus_tester")} <= {"msgspec"}
