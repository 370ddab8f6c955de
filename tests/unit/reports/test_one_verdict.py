"""Blocked rules and builders that are not rated, in every format: one verdict, whatever was decided of the cause."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest

from cursus_tester.reports.remarks import remarks
from cursus_tester.reports.renderers import RENDERERS
from cursus_tester.reports.rendering import Detail, RenderOptions
from cursus_tester.results.outcome import Outcome, OutcomeKind
from cursus_tester.results.report import ConformanceError, Report
from cursus_tester.results.rule import Severity
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import finding, outcome, report, subject

PASSED = outcome("SB101", OutcomeKind.PASSED)
WHY = "the builder could not be loaded: ModuleNotFoundError: No module named 'nosuchmodule'"
BLOCKED = outcome("CM301", OutcomeKind.BLOCKED, reason=WHY)
WEAKLY_BLOCKED = outcome("CM302", OutcomeKind.BLOCKED, reason=WHY, severity=Severity.WARNING)


def cause(**decided: str | bool) -> Outcome:
    kind = OutcomeKind.WAIVED if "waiver" in decided else OutcomeKind.FAILED
    return outcome("SB100", kind, finding("importing raised", **decided))  # type: ignore[arg-type]


def of(*outcomes: Outcome, not_looked_at: str | None = None) -> Report:
    return report(scorecard(subject(), "CreateModel", None, Pattern(), outcomes, not_looked_at=not_looked_at))


def blocks_in_json(text: str) -> bool:
    return bool(json.loads(text)["summary"]["blocking"])


def blocks_in_junit(text: str) -> bool:
    return ElementTree.fromstring(text).find(".//testcase/failure") is not None


def blocks_in_sarif(text: str) -> bool:
    (run,) = json.loads(text)["runs"]
    return any(each["level"] == "error" and not each["suppressions"] for each in run["results"])


def blocks_in_gitlab(text: str) -> bool:
    return any(each["severity"] == "blocker" for each in json.loads(text))


def blocks_in_github(text: str) -> bool:
    return re.search("^::error ", text, re.MULTILINE) is not None


def blocks_in_words(text: str) -> bool:
    said = " ".join(re.sub("<[^>]*>", " ", text).split())
    blocks, nothing = (
        re.search("[0-9] (?:findings?|rules? .*judged) blocks?\\b", said),
        re.search("[Nn]othing blocks", said),
    )
    assert bool(blocks) is not bool(nothing)
    return bool(blocks)


#: What a reader of each format goes by.
READERS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(("badge", "concise", "html", "markdown", "terminal"), blocks_in_words),
    "github": blocks_in_github,
    "gitlab": blocks_in_gitlab,
    "json": blocks_in_json,
    "junit": blocks_in_junit,
    "sarif": blocks_in_sarif,
}


@pytest.mark.parametrize("format", RENDERERS)
@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        pytest.param([PASSED], False, id="nothing"),
        pytest.param([PASSED, BLOCKED], True, id="the cause was not asked for"),
        pytest.param([cause(), BLOCKED], True, id="the cause is a finding"),
        pytest.param([cause(waiver="agreed"), BLOCKED], True, id="the cause is waived"),
        pytest.param([cause(known=True), BLOCKED], True, id="the cause is in the baseline"),
        pytest.param([PASSED, WEAKLY_BLOCKED], False, id="a warning is blocked"),
        pytest.param([BLOCKED], True, id="nothing else ran"),
    ],
)
def test_a_blocked_rule_blocks(format: str, outcomes: list[Outcome], expected: bool) -> None:
    assert READERS[format](RENDERERS[format](of(*outcomes), RenderOptions())) is expected


@pytest.mark.parametrize("outcomes", [[PASSED, BLOCKED], [cause(waiver="agreed"), BLOCKED]])
def test_the_interface_raises_for_a_blocked_rule(outcomes: list[Outcome]) -> None:
    with pytest.raises(ConformanceError, match="could not be judged\n  CM301 could not be judged: the builder could"):
        of(*outcomes).raise_for_findings()


@pytest.mark.parametrize("detail", Detail)
def test_the_cause_of_what_blocks_is_told_once_at_a_terminal(detail: Detail) -> None:
    another = outcome("CM303", OutcomeKind.BLOCKED, reason=WHY)

    text = RENDERERS["terminal"](of(PASSED, BLOCKED, another), RenderOptions(width=200, detail=detail))

    assert text.count(f"\nblocked, counts as failed CM301, CM303\n  {WHY}\n") == 1


def test_what_kept_several_rules_from_looking_is_told_once_however_they_name_it() -> None:
    cause = "create_step raised ValueError: no model data"
    several = [
        outcome("CM303", OutcomeKind.BLOCKED, reason=f"in no scenario compiled: {cause}"),
        outcome("CM310", OutcomeKind.BLOCKED, reason=f"the baseline did not compile: {cause}"),
        outcome("CM311", OutcomeKind.BLOCKED, reason=f"in no scenario compiled: {cause}", severity=Severity.WARNING),
        outcome("CM312", OutcomeKind.BLOCKED, reason="it was told nothing"),
    ]

    found = [(each.title, each.reason) for each in remarks(of(*several).scorecards[0], Severity.ERROR)]

    assert found == [
        ("blocked, counts as failed: CM303, CM310", cause),
        ("blocked, counts as failed: CM312", "it was told nothing"),
        ("blocked: CM311", f"in no scenario compiled: {cause}"),
    ]


@pytest.mark.parametrize("format", RENDERERS)
@pytest.mark.parametrize(
    ("example", "reason"),
    [
        (of(PASSED, not_looked_at="no rules are made for Processing steps"), "no rules are made for Processing steps"),
        (of(PASSED, not_looked_at="it was only read, not run"), "it was only read, not run"),
        (of(PASSED, BLOCKED), "1 rule could not be judged"),
    ],
    ids=["no pack", "only read", "blocked"],
)
def test_every_format_says_what_is_not_rated_and_why(format: str, example: Report, reason: str) -> None:
    text = RENDERERS[format](example, RenderOptions(width=300))

    assert reason in text
    assert not any(rating in text for rating in ("Excellent", "Good", "Satisfactory", "Needs Work", "Poor"))
    assert re.search("not[ _]rated", text)
    if format in ("badge", "junit", "markdown", "terminal"):
        assert "#2e7d32" not in text
        assert "score 100.0" not in text
