"""``merge``: shards in, one report out, with the exit code of the whole run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cursus_tester.cli.main import main
from cursus_tester.reports.formats.json import render_json
from cursus_tester.results.outcome import OutcomeKind
from cursus_tester.results.report import Report, Shard
from cursus_tester.results.scorecard import Pattern
from cursus_tester.results.scoring import scorecard
from tests.unit.reports.example import PATH, finding, good_card, outcome, report, subject


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(file: str, kind: OutcomeKind | None, *, shard: str = "", path: str = PATH) -> str:
    """Write a report of one outcome of that kind, or of no builder."""
    shown = [replace(finding(), place=replace(finding().place, path=path))] if kind is OutcomeKind.FAILED else []
    outcomes = [outcome("SB300", kind, *shown, reason="so")] if kind else []
    cards = [scorecard(subject(file), None, None, Pattern(), outcomes)] if kind else []
    made = report(*cards)
    if shard:
        index, count = map(int, shard.split("/"))
        made = replace(made, shard=Shard(index=index, count=count))
    Path(file).write_text(render_json(made), encoding="utf-8")
    return file


PASSED, FAILED, CRASHED, BLOCKED = OutcomeKind.PASSED, OutcomeKind.FAILED, OutcomeKind.ERROR, OutcomeKind.BLOCKED


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([PASSED, PASSED], 0),
        ([PASSED, FAILED], 1),
        ([FAILED, CRASHED], 2),
        # Of a shard alone it would be said that nothing was tested.
        ([PASSED, None], 0),
        ([PASSED, BLOCKED], 1),
        ([BLOCKED], 1),
        ([None, None], 2),
    ],
)
def test_exit_code_is_that_of_the_whole_run(kinds: list[OutcomeKind | None], expected: int) -> None:
    files = [write(f"{number}.json", kind) for number, kind in enumerate(kinds)]

    assert main(["merge", *files, "-f", "json=out.json"]) == expected
    assert json.loads(Path("out.json").read_text("utf-8"))["summary"]["subjects"] == len([*filter(None, kinds)])


def test_an_interrupted_shard_is_told_and_makes_no_whole_run(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = write("a.json", PASSED, shard="1/2"), write("b.json", PASSED, shard="2/2")
    interrupted = replace(report(), shard=Shard(index=2, count=2)).without(["late.py::Late"], ())
    Path(second).write_text(render_json(interrupted), encoding="utf-8")

    assert main(["merge", first, second, "-f", "json=out.json"]) == 2

    said = "cursus-tester: b.json: 1 of 1 builder not judged, the run was interrupted: late.py::Late\n"
    assert capsys.readouterr().err == said
    assert json.loads(Path("out.json").read_text("utf-8"))["not_judged"] == ["late.py::Late"]


def test_one_report_can_be_written_in_other_formats(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.json").write_text(render_json(report(good_card())), encoding="utf-8")

    assert main(["merge", "a.json", "-f", "markdown", "-f", "json=b.json"]) == 0

    assert capsys.readouterr().out.startswith("## Conformance: nothing blocks\n")
    assert Path("b.json").read_bytes() == Path("a.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (["a.json", "a.json"], ["a.json is named more than once; name each report once"]),
        (
            ["a.json", "no.json", "-f", "pdf"],
            [
                "--format: unknown format 'pdf'; known formats are ",
                "no.json: cannot be read: No such file or directory; name a JSON report",
            ],
        ),
        (["a.json", "third.json"], ["third.json is shard 3/3, others are shards of 2; merge the shards of one run"]),
        (["a.json"], ["without the report of shard 2/2 builders would be missing; add it"]),
    ],
)
def test_says_what_is_wrong(capsys: pytest.CaptureFixture[str], arguments: list[str], messages: list[str]) -> None:
    write("a.json", PASSED, shard="1/2")
    write("third.json", PASSED, shard="3/3")

    assert main(["merge", *arguments]) == 2

    written = capsys.readouterr()
    assert written.out == ""
    for line, message in zip(written.err.splitlines(), messages, strict=True):
        assert line.startswith(f"cursus-tester: {message}")


@pytest.mark.parametrize(
    ("path", "expected"),
    [("builders/a.py", ["first"]), ("secret.txt", None), ("../a.py", None), ("{folder}/builders/a.py", None)],
)
def test_excerpts_are_of_python_files_below_the_working_directory(
    monkeypatch: pytest.MonkeyPatch, folder: Path, path: str, expected: list[str] | None
) -> None:
    seen: list[Report] = []
    monkeypatch.setattr(
        "cursus_tester.reports.output.write_reports", lambda report, *_, **__: seen.append(report) or []
    )
    for name in ("builders/a.py", "secret.txt", "../a.py"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("first\n", encoding="utf-8")
    path = path.format(folder=folder)

    main(["merge", write("a.json", FAILED, path=path)])

    assert seen[0].sources == ({path: tuple(expected)} if expected else {})
