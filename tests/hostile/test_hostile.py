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

from cursus_tester.reports.renderers import RENDERERS
from cursus_tester.sandbox.landlock import landlock_version
from tests.hostile.attacks import ATTACKS, SECRET, UNSEEN
from tests.hostile.builders import HOSTILE, Hostile

#: Landlock makes the kernel refuse what Python does not see.
CASES = tuple(case for case in (*HOSTILE, *ATTACKS) if landlock_version() or case not in UNSEEN)
NEIGHBOUR = Hostile(name="good", fails=())
NEIGHBOURS = ("a_first_model.py", "z_last_model.py")
#: Rules that look at running; what the others say of these builders is another test's business.
WATCHED = "SB100,SB110,SB300,SB400,SB401,SB402,SB410"
SELECTION = ("--select", WATCHED)


def check(folder: Path, temporary: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cursus_tester", "check", ".", "--no-cache", *SELECTION, *arguments],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(temporary), "AWS_SECRET_ACCESS_KEY": SECRET},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The report of the one run in every format."""
    folder, written = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("reports")
    for case in CASES:
        (folder / case.file).write_bytes(case.content)
    for name in NEIGHBOURS:
        (folder / name).write_bytes(NEIGHBOUR.content)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    temporary = tmp_path_factory.mktemp("tmp")
    result = check(folder, temporary, *(f"--format={name}={written / name}" for name in RENDERERS))
    assert result.stderr == ""
    assert list(temporary.iterdir()) == []
    assert result.returncode == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "__pycache__"} == before
    return {path.name: path.read_text(encoding="utf-8") for path in written.iterdir()}


@pytest.fixture(scope="module")
def subjects(reports: dict[str, str]) -> dict[str, Any]:
    return {subject["path"]: subject for subject in json.loads(reports["json"])["subjects"]}


def failed(subject: dict[str, Any]) -> set[str]:
    return {outcome["rule"] for outcome in subject["outcomes"] if outcome["outcome"] in ("failed", "error")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_builder_is_a_finding_on_itself(subjects: dict[str, Any], case: Hostile) -> None:
    found = failed(subjects[case.file])

    assert set(case.fails) <= found
    if not case.fails:
        assert found == set()
    if case.says:
        said = [each["message"] for outcome in subjects[case.file]["outcomes"] for each in outcome["findings"]]
        assert any(case.says in message for message in said), said


def test_good_neighbours_keep_their_scorecards(subjects: dict[str, Any], tmp_path: Path) -> None:
    for name in NEIGHBOURS:
        (tmp_path / name).write_bytes(NEIGHBOUR.content)

    alone = json.loads(check(tmp_path, tmp_path, "--format=json=-").stdout)["subjects"]

    assert [subject["score"] for subject in alone] == [100.0, 100.0]
    assert json.dumps([subjects[name] for name in NEIGHBOURS]) == json.dumps(alone)


@pytest.mark.parametrize("name", RENDERERS)
def test_no_format_holds_the_users_credentials(reports: dict[str, str], name: str) -> None:
    assert SECRET not in reports[name]


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
