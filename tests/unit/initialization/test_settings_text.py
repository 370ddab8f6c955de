"""Settings are added to a TOML file; whatever else is in it stays, byte by byte."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from cursus_tester.initialization.settings_text import with_settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = "tool.cursus-tester"
ADDITIONS = {
    "paths": ("builders",),
    "configs": {"team.a:A": "team.fixtures:a"},
    "pipelines": {"team.p:get": {"stage": "test", "count": 2, "dry": True}},
}
SAID = {
    "paths": ["builders"],
    "configs": {"team.a:A": "team.fixtures:a"},
    "pipelines": {"team.p:get": {"arguments": {"stage": "test", "count": 2, "dry": True}}},
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Ours.\n[project]\nname = 'team'   # the team\n",
        "[tool.ruff]\nline-length = 100\n\n\n",
        "[tool]\nother = 1\n",
        "[project]\r\nname = 'x'\r\n# the end",
        "[tool.cursus-tester-other]\nx = 1\n",
        "[[tool.mypy.overrides]]\nmodule = 'a'\n\n[[tool.mypy.overrides]]\nmodule = 'b'\n",
    ],
)
def test_what_is_there_stays(text: str) -> None:
    written = with_settings(text, ADDITIONS, TABLE)

    assert tomllib.loads(written)["tool"]["cursus-tester"] == SAID
    assert all(line in written for line in text.splitlines(keepends=True))
    assert ("\r\n" in text) == ("\r\n" in written)
    assert written.count("\n") == written.count("\r\n") or "\r" not in written
    assert with_settings(written, ADDITIONS, TABLE) == written


def test_a_file_of_our_own_has_no_table() -> None:
    written = with_settings("", ADDITIONS)

    assert tomllib.loads(written) == SAID
    assert with_settings(written, ADDITIONS) == written


@pytest.mark.parametrize(
    ("text", "additions", "expected"),
    [
        ("paths = ['src'] # all\n", {"paths": ("builders",)}, "paths = ['src'] # all\n"),
        (
            '[configs]\n"a:A" = "x:y" # ours\n',
            {"configs": {"a:A": "other:y", "b:B": "x:z"}},
            '[configs]\n"a:A" = "x:y" # ours\n"b:B" = "x:z"\n',
        ),
    ],
)
def test_what_the_file_says_goes_before(text: str, additions: Any, expected: str) -> None:
    assert with_settings(text, additions) == expected
