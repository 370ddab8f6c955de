"""One line for each finding, as editors and CI servers read it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cursus_tester
from cursus_tester.reports.formats.concise import render_concise
from tests.unit.reports.example import full_report

_MATCHER = Path(cursus_tester.__file__).parent.parent / "docs" / "problem-matcher.json"


def test_the_shipped_problem_matcher_reads_what_counts() -> None:
    (pattern,) = json.loads(_MATCHER.read_text(encoding="utf-8"))["problemMatcher"][0]["pattern"]
    read = [
        found for line in render_concise(full_report()).splitlines() if (found := re.match(pattern["regexp"], line))
    ]

    assert [(found[pattern["file"]], found[pattern["line"]], found[pattern["code"]]) for found in read] == [
        ("builders/xgboost_model.py", "33", "CM303"),
        ("builders/xgboost_model.py", "20", "SB400, SB401"),
    ]
    assert [found[pattern["severity"]] for found in read] == ["error", "error"]


def test_blocking_findings_come_first_and_the_verdict_last() -> None:
    lines = render_concise(full_report()).splitlines()

    assert lines[0].startswith("builders/xgboost_model.py:33:9: CM303 error ")
    assert lines[-1].endswith("1 finding and 2 rules that could not be judged block")
