"""Every format that names places of findings says where in a notebook's cells they are."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from cursus_tester.reports.reading import read_report
from cursus_tester.reports.renderers import RENDERERS
from cursus_tester.reports.rendering import FOR_A_FILE
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.subject import Place, Subject, SubjectKind
from tests.unit.reports.example import finding, outcome, report

NOTEBOOK = "pipelines/abalone.ipynb"
PLACE = Place(path=NOTEBOOK, line=88, column=5, cell="cell 7, line 3")


@pytest.fixture(name="found")
def fixture_found() -> Report:
    subject = Subject(name="", kind=SubjectKind.NOTEBOOK, place=Place(path=NOTEBOOK), file=NOTEBOOK)
    problem = dataclasses.replace(finding("a misspelt output"), place=PLACE)
    failed = outcome("SB306", OutcomeKind.FAILED, problem)
    return report(scorecard(subject, None, None, Pattern(), (failed,), ()))


@pytest.mark.parametrize("name", [name for name in RENDERERS if name != "badge"])
def test_the_cell_is_named(name: str, found: Report) -> None:
    text = RENDERERS[name](found, FOR_A_FILE)

    wanted = '"cell 7"' if name == "sarif" else "cell 7, line 3"
    assert wanted in text


def test_a_report_that_is_read_again_has_the_cell(found: Report) -> None:
    text = RENDERERS["json"](found, FOR_A_FILE)

    (card,) = read_report(text).scorecards
    assert card.outcomes[0].findings[0].place == PLACE
    document: dict[str, Any] = json.loads(text)
    assert document["subjects"][0]["outcomes"][0]["findings"][0]["cell"] == "cell 7, line 3"


def test_a_cell_is_a_logical_location_of_sarif(found: Report) -> None:
    (result,) = json.loads(RENDERERS["sarif"](found, FOR_A_FILE))["runs"][0]["results"]

    assert result["locations"][0]["logicalLocations"] == [
        {"name": "cell 7", "fullyQualifiedName": f"{NOTEBOOK}::cell 7"}
    ]
