"""``diff``: files in, a difference out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cursus_tester.cli.main import main
from cursus_tester.reports.formats.json import render_json
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import finding, good_card, outcome, report, subject


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.json").write_text(render_json(report(good_card())), encoding="utf-8")
    failed = outcome("CM303", OutcomeKind.FAILED, finding())
    card = scorecard(subject(), None, None, Pattern(), [failed])
    Path("b.json").write_text(render_json(report(card, good_card())), encoding="utf-8")
    Path("page.json").write_text("<html>", encoding="utf-8")
    Path("other.json").write_text("{}", encoding="utf-8")
    return tmp_path


def test_prints_the_difference_and_succeeds_whatever_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.json", "b.json"]) == 0

    written = capsys.readouterr()
    assert written.out.endswith("\n1 new finding, 0 fixed, 0 not judged, 0 unchanged\n")
    assert written.err == ""


def test_writes_every_format_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "b.json", "a.json", "-f", "json=d.json", "-f", "markdown"]) == 0

    assert capsys.readouterr().out.startswith("## Conformance: 0 new findings, 0 fixed, 1 not judged, 0 unchanged\n")
    assert json.loads(Path("d.json").read_text("utf-8"))["counts"]["not_judged"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.json", "no.json"], "no.json: cannot be read: No such file or directory; name a JSON report\n"),
        (["a.json", "."], ".: cannot be read: Is a directory; name a JSON report\n"),
        (["page.json", "a.json"], "page.json: not JSON: Expecting value: line 1 column 1 (char 0)\n"),
        (
            ["other.json", "a.json"],
            "other.json: found no schema, expected 'cursus-tester/report/1'; write it with "
            "`cursus-tester check -f json=FILE`\n",
        ),
        (
            ["a.json", "b.json", "-f", "sarif"],
            "--format: unknown format 'sarif'; known formats are json, markdown, terminal\n",
        ),
        (
            ["a.json", "b.json", "-f", "json=no/d.json"],
            "no/d.json: cannot write the json report: No such file or directory; "
            "name a file in a folder that exists and that you may write to\n",
        ),
    ],
)
def test_says_what_is_wrong_with_a_file(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    assert main(["diff", *arguments]) == 2

    written = capsys.readouterr()
    assert written.err == f"cursus-tester: {message}"
    assert written.out == ""


def test_says_all_that_is_wrong_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "no.json", "page.json", "-f", "xml"]) == 2

    assert len(capsys.readouterr().err.splitlines()) == 3
