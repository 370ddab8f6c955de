"""A rule that has another id now still goes by the one that it had, wherever a rule is named. Nothing is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Run

BUILDER = """\
from sagemaker import image_uris
from sagemaker.workflow.steps import CreateModelStep
from sagemaker.xgboost import XGBoostModel


class ChurnModelStepBuilder:
    def __init__(self, config, sagemaker_session=None, role=None):
        self.config = config

    def create_step(self, *, inputs=None, dependencies=None, enable_caching=False, model_data=None):
        image = image_uris.retrieve("xgboost", region="us-east-1", version="1.7-1", image_scope="training")
        return CreateModelStep(name="Churn", model=XGBoostModel(image_uri=image, model_data=model_data))
"""
STATIC = ("check", "--static", "--today", "2026-11-25", "-f", "json=-")
#: The rule that finds something: ``SB321``, which was ``CM321``.
SPELLINGS = ["SB321", "CM321", "sb321", "cm321"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "churn_model.py"
    path.write_text(BUILDER, encoding="utf-8")
    return path


def outcomes(run: Run, *arguments: str) -> dict[str, Any]:
    """What each rule said, by its id."""
    report = json.loads(run(*STATIC, *arguments).stdout)
    assert report["notes"] == []
    return {outcome["rule"]: outcome for outcome in report["subjects"][0]["outcomes"]}


def in_settings(file: Path, text: str) -> None:
    file.with_name("cursus-tester.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_select_and_ignore(file: Path, run: Run, spelling: str) -> None:
    assert list(outcomes(run, "--select", spelling)) == ["SB321"]
    beginning = outcomes(run, "--select", spelling[:-1])
    assert set(beginning) == {"SB320", "SB321", "SB322", "SB323", "SB324", "SB325", "SB326"}
    assert list(outcomes(run, "--select", f"{spelling},CM310", "--ignore", spelling)) == ["CM310"]

    in_settings(file, f'select = ["{spelling}"]')
    assert list(outcomes(run)) == ["SB321"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_severities(file: Path, run: Run, spelling: str) -> None:
    in_settings(file, f'[severity]\n{spelling} = "warning"')

    assert outcomes(run)["SB321"]["severity"] == "warning"


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("line", ["class ChurnModelStepBuilder:", 'image_scope="training")'])
def test_waivers_in_comments(file: Path, run: Run, spelling: str, line: str) -> None:
    comment = f'  # cursus-tester: waive {spelling} reason="agreed"'
    file.write_text(BUILDER.replace(line, line + comment), encoding="utf-8")

    assert outcomes(run)["SB321"]["outcome"] == "waived"


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_waivers_in_settings(file: Path, run: Run, spelling: str) -> None:
    in_settings(file, f'[[waivers]]\nrule = "{spelling}"\nbuilder = "churn_model:*"\nreason = "agreed"')

    assert outcomes(run)["SB321"]["outcome"] == "waived"


def test_baselines_of_before(file: Path, run: Run) -> None:
    """A baseline that was written when the rule had its first id: its fingerprints hold, and renewing it renames it."""
    (finding,) = outcomes(run)["SB321"]["findings"]
    # A fingerprint is made of the first id that the rule had, and the message.
    accepted = {"CM321": ["8806c44fe8424573"]}
    assert finding["fingerprint"] in accepted["CM321"]
    baseline = file.with_name("accepted.json")
    builders = {f"{file.name}::ChurnModelStepBuilder": accepted}
    baseline.write_text(json.dumps({"schema": "cursus-tester/baseline/1", "builders": builders}), encoding="utf-8")
    in_settings(file, 'baseline = "accepted.json"')

    (known,) = outcomes(run)["SB321"]["findings"]

    assert known["known"] is True
    assert run("baseline", "--prune", "--select", "CM3").returncode == 0
    (renewed,) = json.loads(baseline.read_text("utf-8"))["builders"].values()
    assert renewed == {"SB321": accepted["CM321"]}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_explain(file: Path, run: Run, spelling: str) -> None:
    text = run("explain", spelling).stdout

    assert text.startswith("SB321 image-scope\n")
    assert "\n  formerly:   CM321\n" in text


def test_an_id_that_no_rule_had_is_told_with_the_one_that_may_be_meant(file: Path, run: Run) -> None:
    done = run(*STATIC, "--select", "CM3211")

    assert done.returncode == 2
    assert "--select: no rule has the id or prefix 'CM3211'; did you mean SB321?" in done.stderr


def test_differences_from_a_report_of_before(file: Path, run: Run) -> None:
    after = json.loads(run(*STATIC).stdout)
    text = json.dumps(after)
    for rule in after["rules"]:
        text = text.replace(f'"{rule["id"]}"', f'"{rule["formerly"] or rule["id"]}"')
    before = json.loads(text)
    for rule in before["rules"]:
        del rule["formerly"]
    for name, document in (("before", before), ("after", after)):
        file.with_name(f"{name}.json").write_text(json.dumps(document))

    difference = json.loads(run("diff", "before.json", "after.json", "-f", "json=-").stdout)

    changes = [each["change"] for subject in difference["subjects"] for each in subject["findings"]]
    assert changes
    assert set(changes) == {"unchanged"}
