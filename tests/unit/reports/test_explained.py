"""A finding that another one explains, in every format: told once, with the other, and counted once."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest

from cursus_tester.reports.reading import read_report
from cursus_tester.reports.renderers import RENDERERS
from cursus_tester.reports.rendering import Detail, RenderOptions
from cursus_tester.results.explanations import with_explanations
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import ConformanceError, Report
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import finding, outcome, report, subject

CAUSE = "the request's role is not the builder's"
REPEATED = "the model is given another role"


def example() -> Report:
    first = outcome("SB413", OutcomeKind.FAILED, finding(CAUSE, cause="role", fingerprint="1"), slug="role-and-session")
    second = outcome(
        "CM331",
        OutcomeKind.FAILED,
        finding(REPEATED, cause="role", fingerprint="2"),
        slug="model-arguments",
        explained_by=("SB413",),
    )
    return report(scorecard(subject(), "CreateModel", None, Pattern(), with_explanations([second, first])))


def in_words(text: str) -> int:
    """The number that a text says."""
    said = re.search(r"([0-9]+) findings? blocks?\b", " ".join(re.sub("<[^>]*>", " ", text).split()))
    assert said is not None
    return int(said[1])


def in_sarif(text: str) -> int:
    (run,) = json.loads(text)["runs"]
    return len(run["results"])


#: How many findings a reader of each format counts.
COUNTS: dict[str, Callable[[str], int]] = {
    **dict.fromkeys(("badge", "concise", "html", "markdown", "terminal"), in_words),
    "github": lambda text: len(re.findall("^::error ", text, re.MULTILINE)),
    "gitlab": lambda text: sum(each["severity"] == "blocker" for each in json.loads(text)),
    "json": lambda text: int(json.loads(text)["summary"]["blocking"]),
    "junit": lambda text: len(ElementTree.fromstring(text).findall(".//testcase/failure")),
    "sarif": in_sarif,
}


@pytest.mark.parametrize("format", RENDERERS)
def test_counts_once(format: str) -> None:
    assert COUNTS[format](RENDERERS[format](example(), RenderOptions())) == 1


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("format", [each for each in RENDERERS if each not in ("badge", "json")])
def test_is_named_with_the_finding_that_explains_it(format: str, detail: Detail) -> None:
    text = RENDERERS[format](example(), RenderOptions(width=300, detail=detail))

    # On the terminal the same text twice would be most of it.
    told = "" if format == "terminal" else f": {REPEATED}"
    found = re.search(f"{CAUSE}.*?or this reason CM331 model-arguments fails too{told}", text, re.DOTALL)
    assert found or format == "html"
    if format == "html":
        assert re.search(f"or this reason .*CM331 model-arguments</a> fails too: {REPEATED}", text)


def test_the_page_shows_it_as_explained() -> None:
    text = RENDERERS["html"](example(), RenderOptions())

    assert "explained by SB413" in text
    assert "Failed for a reason that is shown above" in text


def test_a_test_case_of_its_own_says_by_what_it_is_explained() -> None:
    cases = ElementTree.fromstring(RENDERERS["junit"](example(), RenderOptions())).findall(".//testcase")

    skipped = {case.get("name"): case.find("skipped") for case in cases}
    assert {name: each.get("message") for name, each in skipped.items() if each is not None} == {
        "CM331 model-arguments": "explained by SB413"
    }


def test_json_names_the_explaining_finding_and_is_read_back() -> None:
    text = RENDERERS["json"](example(), RenderOptions())

    (one,) = json.loads(text)["subjects"]
    explained = {each["rule"]: each["findings"][0]["explained_by"] for each in one["outcomes"]}
    assert explained == {"CM331": {"rule": "SB413", "fingerprint": "1"}, "SB413": None}
    assert RENDERERS["json"](read_report(text), RenderOptions()) == text


def test_a_report_from_before_there_were_explanations_is_read() -> None:
    document = json.loads(RENDERERS["json"](example(), RenderOptions()))
    for each in document["subjects"][0]["outcomes"]:
        del each["findings"][0]["explained_by"]

    (card,) = read_report(json.dumps(document)).scorecards

    assert [each.findings[0].explained_by for each in card.outcomes] == [None, None]


def test_the_interface_raises_for_the_finding_that_explains() -> None:
    with pytest.raises(ConformanceError) as raised:
        example().raise_for_findings()

    assert CAUSE in str(raised.value)
    assert REPEATED not in str(raised.value)


def test_the_score_counts_both_rules() -> None:
    assert example().summary.counts[OutcomeKind.FAILED] == 2
