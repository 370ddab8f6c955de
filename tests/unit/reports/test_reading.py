"""A JSON report read back is the report that was written; anything else is refused with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from cursus_tester.reports.formats.json import render_json
from cursus_tester.reports.reading import ReportError, read_report
from cursus_tester.results.report import Report
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.subject import Place
from tests.unit.reports.example import full_report, good_card, report, subject


def as_readable(original: Report) -> Report:
    """The report without what its JSON does not hold, in the order in which it is written."""
    cards = sorted(original.scorecards, key=lambda card: card.subject.id)
    cards = [
        replace(
            card,
            subject=replace(card.subject, file=card.subject.place.path),
            outcomes=tuple(
                replace(each, findings=tuple(sorted(each.findings, key=lambda finding: finding.place.line)))
                for each in sorted(card.outcomes, key=lambda outcome: outcome.rule.id)
            ),
        )
        for card in cards
    ]
    return replace(original, scorecards=tuple(cards), sources={})


@pytest.mark.parametrize(
    "original",
    [
        full_report(),
        report(sdk_version=None),
        report(scorecard(subject(name="caf\udce9é"), None, None, Pattern(), [])),
    ],
    ids=["full", "empty", "lone surrogate"],
)
def test_reads_what_was_written(original: Report) -> None:
    assert read_report(render_json(original).encode()) == as_readable(original)


def without(*path: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        del document[path[-1]]

    return change


def with_value(value: Any, *path: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return change


def twice(document: Any) -> None:
    document["subjects"].append(document["subjects"][0])


SUBJECT = "builders/xgboost_model.py::XGBoostModelStepBuilder"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without("schema"), "found no schema, expected 'cursus-tester/report/1'; write it with "),
        (with_value("cursus-tester/report/2", "schema"), "found the schema 'cursus-tester/report/2', expected "),
        (without("summary"), "incomplete report: Object missing required field `summary`; write it again "),
        (with_value("1", "subjects", 1, "line"), "Expected `int`, got `str` - at `$.subjects[1].line`"),
        (without("rules", 0), "SUBJECT: 'CM303' has an outcome but is missing from the report's rules"),
        (
            with_value("good", "subjects", 1, "outcomes", 0, "outcome"),
            "SUBJECT: found 'good', expected one of 'passed', 'failed'",
        ),
        (without("subjects", 1, "levels", "interface"), "SUBJECT: the level 'interface' is missing"),
        (twice, "::TensorFlowEstimatorModelStepBuilder' occurs more than once; write the report again"),
    ],
)
def test_refuses_what_is_no_whole_report(change: Callable[[Any], None], message: str) -> None:
    document = json.loads(render_json(full_report()))
    change(document)

    with pytest.raises(ReportError) as caught:
        read_report(json.dumps(document))

    assert message.replace("SUBJECT", SUBJECT) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "not JSON: Expecting value"),
        (b"<html>", "not JSON: Expecting value"),
        (b'{"schema": NaN}', "not JSON: NaN is not a JSON number"),
        (b"\xff\xfe\x00", "not JSON: "),
        (b"[1]", "found no schema"),
        (b"[" * 100_000, "not a report: nested too deeply"),
    ],
    ids=["empty", "html", "nan", "bytes", "list", "deep"],
)
def test_refuses_what_is_no_report(text: bytes, message: str) -> None:
    with pytest.raises(ReportError) as caught:
        read_report(text)

    assert str(caught.value).startswith(message)


def test_place_of_a_subject_is_its_line() -> None:
    (card,) = read_report(render_json(report(scorecard(subject(), None, None, Pattern(), [])))).scorecards

    assert card.subject.place == Place(path="builders/xgboost_model.py", line=20)


def test_outcomes_that_say_the_same_are_one_object() -> None:
    first, second = read_report(
        render_json(report(good_card(), replace(good_card(), subject=subject("Other"))))
    ).scorecards

    assert all(one is other for one, other in zip(first.outcomes, second.outcomes, strict=True))


def test_a_lone_surrogate_is_read_as_everything_else_is() -> None:
    name = "broken\udcff"
    read = read_report(render_json(report(good_card(), replace(good_card(), subject=subject(name)))))

    assert sorted(card.subject.name for card in read.scorecards) == sorted([good_card().subject.name, name])
    assert [card.outcomes for card in read.scorecards] == [good_card().outcomes] * 2
