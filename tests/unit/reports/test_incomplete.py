"""A report that lacks some of what was planned says so in every format, and is never taken for a whole one."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest

from cursus_tester.reports.reading import read_report
from cursus_tester.reports.renderers import DIFFERENCE_RENDERERS, RENDERERS
from cursus_tester.reports.rendering import Detail, RenderOptions
from cursus_tester.results.difference import compare
from cursus_tester.results.merging import merge
from cursus_tester.results.report import ConformanceError, Report
from cursus_tester.results.scoring import narrowed
from tests.unit.reports.example import good_card, report

GONE = "builders/late_model.py::LateModelStepBuilder"
PROBLEM = "builders/locked.py: cannot be read: Permission denied; make it readable"
WHOLE = report(good_card())
INTERRUPTED = WHOLE.without([GONE], ())
UNREAD = WHOLE.without((), [PROBLEM])
OPTIONS = RenderOptions(width=200)

RED: dict[str, Callable[[str], bool]] = {
    "badge": lambda text: "incomplete" in text and "#555555" in text and "Excellent" not in text,
    "concise": lambda text: text.endswith("(incomplete): incomplete: nothing blocks so far\n"),
    "github": lambda text: text.startswith("::error title=cursus-tester%2C incomplete::"),
    "gitlab": lambda text: any(each["severity"] == "blocker" for each in json.loads(text)),
    "html": lambda text: 'class="sentence blocks">Incomplete: nothing blocks so far<' in text,
    "json": lambda text: json.loads(text)["summary"]["rating"] is None,
    "junit": lambda text: ElementTree.fromstring(text).get("errors") == "1",
    "markdown": lambda text: text.startswith("## Conformance: incomplete: nothing blocks so far\n"),
    "sarif": lambda text: json.loads(text)["runs"][0]["invocations"][0]["executionSuccessful"] is False,
    "terminal": lambda text: "(incomplete): incomplete: nothing blocks so far" in text,
}


@pytest.mark.parametrize(("made", "said"), [(INTERRUPTED, GONE), (UNREAD, PROBLEM)], ids=["interrupted", "unread"])
@pytest.mark.parametrize("name", RENDERERS)
def test_every_format_is_red_and_says_what_is_missing(name: str, made: Report, said: str) -> None:
    text = RENDERERS[name](made, OPTIONS)

    assert RED[name](text)
    assert not RED[name](RENDERERS[name](WHOLE, OPTIONS))
    words = "".join(ElementTree.fromstring(text).itertext()) if name == "badge" else text
    assert said in words.replace("<wbr>", "").replace("\\_", "_").replace("`", "")


def test_in_brief() -> None:
    text = RENDERERS["terminal"](INTERRUPTED, RenderOptions(width=200, detail=Detail.BRIEF))

    assert f"1 of 2 builders not judged, the run was interrupted: {GONE}\n" in text


@pytest.mark.parametrize("made", [INTERRUPTED, UNREAD, WHOLE])
def test_is_read_back(made: Report) -> None:
    read = read_report(RENDERERS["json"](made, OPTIONS))

    assert (read.not_judged, read.unread, read.summary) == (made.not_judged, made.unread, made.summary)


def test_a_report_from_before_it_was_told_is_taken_for_a_whole_one() -> None:
    document = json.loads(RENDERERS["json"](WHOLE, OPTIONS))
    del document["not_judged"], document["unread"]

    assert read_report(json.dumps(document)).is_complete


def test_what_a_test_of_pytest_sees_of_it() -> None:
    assert narrowed(INTERRUPTED, lambda *_: True).not_judged == (GONE,)


def test_merged_it_stays_incomplete_unless_another_report_has_the_rest() -> None:
    late = good_card()
    other = report(late)
    interrupted = report().without([late.subject.id, GONE], [PROBLEM])

    merged = merge({"a.json": interrupted, "b.json": other})

    assert (merged.not_judged, merged.unread, merged.summary.missing) == ((GONE,), (PROBLEM,), 2)
    assert merge({"a.json": report().without([late.subject.id], ()), "b.json": other}).is_complete


@pytest.mark.parametrize("name", DIFFERENCE_RENDERERS)
def test_a_difference_says_which_report_is_incomplete(name: str) -> None:
    text = DIFFERENCE_RENDERERS[name](compare(INTERRUPTED, WHOLE), OPTIONS).replace("\\_", "_")

    if name == "json":
        document = json.loads(text)
        assert (document["before"]["not_judged"], document["after"]["not_judged"]) == ([GONE], [])
    else:
        assert "0 unchanged; incomplete: before\n" in text
        assert f"1 of 2 builders not judged, the run was interrupted: {GONE}" in text


@pytest.mark.parametrize(("made", "said"), [(INTERRUPTED, GONE), (UNREAD, PROBLEM)])
def test_it_is_no_proof(made: Report, said: str) -> None:
    WHOLE.raise_for_findings()
    with pytest.raises(ConformanceError, match=said.partition(":")[0]):
        made.raise_for_findings("never")
