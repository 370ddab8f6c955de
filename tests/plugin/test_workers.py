"""Under pytest-xdist: the same tests, the same outcomes, one check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.plugin.conftest import GOOD, Run

PLUGINS = ("xdist", "randomly")


def outcomes(done: pytest.RunResult) -> list[str]:
    """Lines of the summary without the workers' names."""
    words = ("PASSED", "FAILED", "ERROR", "SKIPPED", "XFAIL")
    return sorted(line for line in done.outlines if line.startswith(words))


@pytest.fixture
def two_builders(canned: pytest.Pytester) -> Path:
    text = GOOD.replace("Churn", "Fraud")
    canned.path.joinpath("team", "fraud_model.py").write_text(text, encoding="utf-8")
    return canned.path


def test_same_outcomes_and_one_check(two_builders: Path, run: Run) -> None:
    arguments = ("--conformance", "team", "-rA", "-k", "SB1")
    alone = run(*arguments, "--conformance-report", "json=alone.json")
    shared = run(*arguments, "-n", "2", "--conformance-report", "json=shared.json", plugins=PLUGINS, subprocess=True)

    assert outcomes(shared) == outcomes(alone) != []
    assert two_builders.joinpath("shared.json").read_text() == two_builders.joinpath("alone.json").read_text()
    assert len(json.loads(two_builders.joinpath("shared.json").read_text())["subjects"]) == 2
    assert two_builders.joinpath("runs.txt").read_text() == "2 builders, 11 rules\n" * 2


def test_what_prevents_the_check_is_an_error_of_each_test_and_tried_once(two_builders: Path, run: Run) -> None:
    conftest = two_builders / "conftest.py"
    conftest.write_text(conftest.read_text().replace("    cards = []\n", "    raise planning.Unable('no SDK here')\n"))
    done = run("--conformance", "team", "-k", "SB100")
    done.assert_outcomes(errors=2)
    assert done.outlines.count("no SDK here") == 2
    assert len(two_builders.joinpath("runs.txt").read_text().splitlines()) == 1
