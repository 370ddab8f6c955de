"""A report is taken apart where it is laid out as reports are written, and only there; it reads the same either way."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cursus_tester.reports import reading, subject_texts
from cursus_tester.reports.formats.json import render_json
from cursus_tester.reports.json_text import json_pieces, json_text
from cursus_tester.reports.report_files import load_report
from cursus_tester.reports.subject_texts import OtherLayout, outline_of
from tests.unit.reports.example import full_report, report

TEXT = render_json(full_report())
DOCUMENT = json.loads(TEXT)


def taken_apart(text: str) -> dict[str, Any]:
    outline, subjects = outline_of(io.BytesIO(text.encode()))
    return {**msgspec.json.decode(outline), "subjects": [msgspec.json.decode(each) for each in subjects]}


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_a_report_as_it_is_written(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(subject_texts, "_BLOCK", block)

    assert taken_apart(TEXT) == DOCUMENT


def test_a_note_may_quote_the_layout() -> None:
    document = {**DOCUMENT, "notes": ['"subjects": [', "\n    },\n"]}

    assert taken_apart(json.dumps(document, indent=2) + "\n") == document


OTHERS = {
    "compact": json.dumps(DOCUMENT),
    "wider": json.dumps(DOCUMENT, indent=4),
    "subjects first": json.dumps({"subjects": DOCUMENT["subjects"], **DOCUMENT}, indent=2),
    "subjects twice": TEXT[:-3] + ',\n  "subjects": []\n}\n',
    "of something else": TEXT.replace('"rules": [', '"more": {"subjects": [\n    {\n    }\n  ]\n},\n"rules": ['),
    "a list within a list": TEXT.replace('"subjects": [', '"subjects": [ [').replace("\n  ]\n}\n", "\n  ] ]\n}\n"),
    "more behind it": TEXT + "{}",
    "cut off": TEXT[:-20],
    "without any": render_json(report()),
}


@pytest.mark.parametrize("name", OTHERS)
def test_any_other_text_is_read_whole_or_refused_as_ever(name: str) -> None:
    text = OTHERS[name]
    try:
        expected = reading._read_whole(io.BytesIO(text.encode()))
    except (ValueError, msgspec.MsgspecError):
        with pytest.raises(reading.ReportError):
            reading.read_report(text)
    else:
        assert reading.read_report(text) == expected
    with pytest.raises((OtherLayout, msgspec.MsgspecError)):
        assert taken_apart(text) == json.loads(text)


def test_a_file_is_never_in_memory_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise AssertionError("read whole")

    monkeypatch.setattr(reading, "_read_whole", refuse)
    (tmp_path / "report.json").write_text(TEXT, encoding="utf-8")

    assert len(load_report(str(tmp_path / "report.json")).scorecards) == len(DOCUMENT["subjects"])


@pytest.mark.parametrize(
    "items",
    [[], [{"a": "line\nbreak"}], [{"b": [{}, [], 1.5]}, {"c": "caf\udce9é"}, None]],
    ids=["none", "one", "more"],
)
def test_the_pieces_are_the_text(items: list[object]) -> None:
    facts = {"schema": "x", "more": {"deep": [1]}}

    assert "".join(json_pieces(facts, "items", items)) == json_text({**facts, "items": items})
