"""Every hostile builder through the command line, in one run: a finding on that builder, and on no other."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cursus_tester.reports import RENDERERS
from tests.hostile.builders import HOSTILE, Hostile

NEIGHBOUR = Hostile(name="good", fails=())
#: Rules that look at running; what the others say of these builders is another test's business.
WATCHED = "SB100,SB110,CM300,CM400,CM401,CM402,CM410"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The report of the one run in every format."""
    folder, written = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("reports")
    for case in HOSTILE:
        (folder / case.file).write_bytes(case.content)
    for name in ("a_first_model.py", "z_last_model.py"):
        (folder / name).write_bytes(NEIGHBOUR.content)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    formats = [f"--format={name}={written / name}" for name in RENDERERS]
    result = subprocess.run(
        [sys.executable, "-m", "cursus_tester", "check", ".", "--no-cache", "--select", WATCHED, *formats],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(tmp_path_factory.mktemp("tmp"))},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert result.stderr == ""
    assert result.returncode == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "__pycache__"} == before
    return {path.name: path.read_text(encoding="utf-8") for path in written.iterdir()}


@pytest.fixture(scope="module")
def subjects(reports: dict[str, str]) -> dict[str, Any]:
    return {subject["path"]: subject for subject in json.loads(reports["json"])["subjects"]}


def failed(subject: dict[str, Any]) -> set[str]:
    return {outcome["rule"] for outcome in subject["outcomes"] if outcome["outcome"] in ("failed", "error")}


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_a_hostile_builder_is_a_finding_on_itself(subjects: dict[str, Any], case: Hostile) -> None:
    found = failed(subjects[case.file])

    assert set(case.fails) <= found
    if not case.fails:
        assert found == set()


@pytest.mark.parametrize("name", ["a_first_model.py", "z_last_model.py"])
def test_good_neighbours_keep_their_scorecards(subjects: dict[str, Any], name: str) -> None:
    assert failed(subjects[name]) == set()
    assert subjects[name]["score"] == 100.0


@pytest.mark.parametrize("name", RENDERERS)
def test_no_format_hands_on_what_a_name_or_message_would_do_to_its_reader(reports: dict[str, str], name: str) -> None:
    assert "\x1b" not in reports[name]
    assert "\x07" not in reports[name]
    if name in ("html", "markdown", "junit"):
        # Between backquotes Markdown shows everything as it is.
        text = re.sub(r"(`+).*?\1", "", reports[name]) if name == "markdown" else reports[name]
        assert "<script>alert" not in text
        assert "<img" not in text


def test_no_process_is_left(subjects: dict[str, Any]) -> None:
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]

    assert not [command for command in commands if command == b"sleep\x001000\x00"]
