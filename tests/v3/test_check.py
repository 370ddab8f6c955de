"""A check under SDK v3: its builders run with the real SDK."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester.api import check_paths
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity

_BUILDERS = Path(__file__).parent / "builders"


@pytest.fixture(scope="module")
def report() -> Report:
    return check_paths(_BUILDERS / "churn_model.py")


def _outcome(report: Report, id: str) -> Outcome:
    (card,) = report.scorecards
    return next(each for each in card.outcomes if each.rule.id == id)


def test_a_correct_builder_is_not_accused(report: Report) -> None:
    (card,) = report.scorecards
    # A note is no accusation: CM362 says that the SDK leaves the model's name out, as it does in either version.
    judged = [each for each in card.outcomes if each.rule.severity is not Severity.INFO]
    found = [f"{each.rule.id} {finding.message}" for each in judged for finding in each.findings]

    assert found == []
    assert not [each for each in card.outcomes if each.kind in (OutcomeKind.BLOCKED, OutcomeKind.ERROR)]
    assert card.step_type == "CreateModel"


def test_code_that_the_tester_cannot_follow_is_not_accused() -> None:
    """An archive of which nobody says what made it, and code that the SDK unpacks from a folder."""
    clean = Path(__file__).parent / "clean"

    report = check_paths((clean / "chain_model.py", clean / "weather_preprocessing.py"), select="SB402")

    kinds = {
        card.subject.name: each.kind for card in report.scorecards for each in card.outcomes if each.rule.id == "SB402"
    }
    assert kinds == {
        "ChainModelStepBuilder": OutcomeKind.NOT_APPLICABLE,
        "WeatherPreprocessingStepBuilder": OutcomeKind.PASSED,
    }


def test_the_report_names_every_part_of_the_sdk(report: Report) -> None:
    assert report.sdk_version is not None
    for name in ("sagemaker-core", "sagemaker-train", "sagemaker-serve", "sagemaker-mlops"):
        assert f"{name} " in report.sdk_version


@pytest.mark.parametrize(
    "id",
    [
        # The definition compiles, in every scenario.
        "SB400",
        # It is a good CreateModel request.
        "SB401",
        # The code is found in the archive, or in what the repack step is given.
        "SB402",
    ],
)
def test_what_the_sdk_compiles_is_judged(report: Report, id: str) -> None:
    assert _outcome(report, id).kind is OutcomeKind.PASSED
