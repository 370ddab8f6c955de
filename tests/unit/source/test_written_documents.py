"""The document that a script writes, and scripts of which nobody knows what they write."""

from __future__ import annotations

import ast

import pytest

from cursus_tester.source.written_documents import only_document

_REPORT = 'report = {"m": 1}\n'
_WRITE = 'with open("report.json", "w") as file:\n    json.dump(report, file)\n'


@pytest.mark.parametrize(
    "script",
    [
        'json.dump({"m": 1}, open("report.json", "w"))',
        _REPORT + _WRITE,
        _REPORT + 'print(report)\nlogger.info("the report: %s", report)\nprint(f"{report}")\n' + _WRITE,
        _REPORT + 'Path("report.json").write_text(json.dumps(report))',
    ],
)
def test_finds_the_only_document(script: str) -> None:
    document = only_document(ast.parse(script))
    assert document is not None
    assert ast.unparse(document) == "{'m': 1}"


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(_REPORT + "fill(report)\n" + _WRITE, id="a function may change it"),
        pytest.param(_REPORT + "parts = report\nparts.update(n=2)\n" + _WRITE, id="it has another name"),
        pytest.param(_REPORT + 'report["n"] = 2\n' + _WRITE, id="a key is set"),
        pytest.param(_REPORT + "report.update(n=2)\n" + _WRITE, id="a method is called"),
        pytest.param(_REPORT + 'report |= {"n": 2}\n' + _WRITE, id="it grows"),
        pytest.param(f"def write(report):\n    {_WRITE.replace(chr(10), chr(10) + '    ')}", id="it is an argument"),
        pytest.param(_REPORT + "def write(report):\n    json.dump(report, file)\n", id="the argument has its name"),
        pytest.param(_REPORT + "print(json.dumps(report))", id="it is only shown"),
        pytest.param(_REPORT + 'frame.to_json("report.json")\n' + _WRITE, id="a table is written"),
        pytest.param(_REPORT + _WRITE + "json.dump({}, other)", id="two are written"),
    ],
)
def test_does_not_guess(script: str) -> None:
    assert not isinstance(only_document(ast.parse(script)), ast.Dict)
