"""The JSON report: its schema, its order and its bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from typing import Any

import jsonschema
import pytest

from cursus_tester.reports.formats.json import render_json
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Level, Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from cursus_tester.results.subject import Place, Subject, SubjectKind
from tests.unit.reports.example import broken_card, finding, full_report, good_card, outcome, report, subject

SCHEMA = json.loads(resources.files("cursus_tester.reports.formats").joinpath("report.schema.json").read_text("utf-8"))


def unparsable_module() -> Report:
    module = Subject(name="", kind=SubjectKind.MODULE, place=Place(path="../broken.py", line=3), file="/broken.py")
    failed = outcome("SB100", OutcomeKind.FAILED, finding("SyntaxError: invalid syntax"))
    return report(scorecard(module, None, None, Pattern(), [failed]), sdk_version=None)


@pytest.mark.parametrize("example", [full_report(), unparsable_module(), report()], ids=["full", "module", "empty"])
def test_follows_the_schema_that_ships_with_the_package(example: Report) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(render_json(example)))


def test_schema_knows_every_word_of_the_nouns() -> None:
    definitions = SCHEMA["$defs"]

    def enum(*path: str) -> set[str]:
        found: Any = definitions
        for key in path:
            found = found[key]
        return set(found["enum"])

    assert enum("outcome", "properties", "outcome") == {kind.value for kind in OutcomeKind}
    assert enum("outcome", "properties", "severity") == {severity.value for severity in Severity}
    assert enum("subject", "properties", "kind") == {kind.value for kind in SubjectKind}
    assert enum("level_name") == {level.value for level in Level}
    assert {kind.value for kind in OutcomeKind} <= set(definitions["level"]["required"])


def objects(schema: Any) -> list[dict[str, Any]]:
    children = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    found = [schema] if isinstance(schema, dict) and "properties" in schema else []
    return found + [each for child in children for each in objects(child)]


@pytest.mark.parametrize("schema", objects(SCHEMA), ids=lambda schema: "+".join(schema["properties"])[:40])
def test_schema_is_strict(schema: dict[str, Any]) -> None:
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(schema["properties"])


def test_keys_are_in_the_order_of_the_schema() -> None:
    document = json.loads(render_json(full_report()))
    one = document["subjects"][1]

    def names(definition: str) -> list[str]:
        return list(SCHEMA["$defs"][definition]["properties"])

    assert list(document) == list(SCHEMA["properties"])
    assert list(document["summary"]) == names("summary")
    assert list(one) == names("subject")
    assert list(one["levels"]) == [level.value for level in Level]
    assert list(one["levels"]["interface"]) == names("level")
    assert list(one["outcomes"][0]) == names("outcome")
    assert list(one["outcomes"][0]["findings"][0]) == names("finding")


def test_says_what_the_report_says() -> None:
    document = json.loads(render_json(report(broken_card())))

    assert document["schema"] == "cursus-tester/report/1"
    assert document["tool"] == {"name": "cursus-tester", "version": "0.1.0"}
    assert document["sdk"] == {"name": "sagemaker", "version": "2.257.7"}
    assert document["summary"] == {
        "subjects": 1,
        "passed": 2,
        "failed": 1,
        "error": 1,
        "blocked": 2,
        "not_applicable": 1,
        "waived": 1,
        "unexpected_pass": 1,
        "blocking": 3,
        "unjudged": 2,
        "fail_on": "error",
        "score": None,
        "rating": None,
        "not_rated": 1,
    }
    (one,) = document["subjects"]
    assert one["id"] == "builders/xgboost_model.py::XGBoostModelStepBuilder"
    assert (one["score"], one["rating"], one["not_rated"]) == (14.2, None, "2 rules could not be judged")
    assert one["pattern"] == {"declared": "A", "observed": "B"}
    assert one["levels"]["step_creation"] == {
        "score": 0.0,
        "passed": 0,
        "failed": 1,
        "error": 0,
        "blocked": 0,
        "not_applicable": 1,
        "waived": 0,
        "unexpected_pass": 0,
    }
    assert next(each for each in one["outcomes"] if each["rule"] == "CM303") == {
        "rule": "CM303",
        "slug": "pattern-b-request",
        "level": "step_creation",
        "severity": "error",
        "outcome": "failed",
        "reason": None,
        "known": False,
        "findings": [
            {
                "message": "the same",
                "hint": "do it the other way",
                "path": "builders/xgboost_model.py",
                "line": 33,
                "column": 9,
                "cell": None,
                "scenario": None,
                "more_scenarios": 0,
                "scenarios": [],
                "known": False,
                "waiver": None,
                "fingerprint": "0123456789abcdef",
                "explained_by": None,
            },
            {
                "message": "the same, accepted",
                "hint": "do it the other way",
                "path": "builders/xgboost_model.py",
                "line": 34,
                "column": 9,
                "cell": None,
                "scenario": None,
                "more_scenarios": 0,
                "scenarios": [],
                "known": False,
                "waiver": "until the image is there",
                "fingerprint": "0123456789abcdef",
                "explained_by": None,
            },
            {
                "message": "step_args is an XGBoostModel [bold]not[/bold] a request",
                "hint": "do it the other way",
                "path": "builders/xgboost_model.py",
                "line": 88,
                "column": 9,
                "cell": None,
                "scenario": "plain session",
                "more_scenarios": 3,
                "scenarios": ["plain session", "a", "b", "c"],
                "known": True,
                "waiver": None,
                "fingerprint": "0123456789abcdef",
                "explained_by": None,
            },
        ],
    }


def test_order_of_the_nouns_does_not_show() -> None:
    card = broken_card()
    shuffled = replace(
        card,
        outcomes=tuple(replace(each, findings=each.findings[::-1]) for each in card.outcomes[::-1]),
        levels=dict(reversed(card.levels.items())),
    )

    assert render_json(report(shuffled, good_card())) == render_json(report(good_card(), card))


def test_text_that_no_encoding_takes_is_escaped() -> None:
    text = render_json(report(scorecard(subject(name="caf\udce9é"), None, None, Pattern(), [])))

    assert "caf\\udce9é" in text
    assert json.loads(text.encode("utf-8"))["subjects"][0]["name"] == "caf\udce9é"


def test_ends_with_one_line_break() -> None:
    text = render_json(full_report())

    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
