"""Completion: what a real bash makes of the script, and that other shells get one too."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cursus_tester.cli.main import main

#: Sources the script, types what is given, and prints what the shell offers.
BASH = """
source "$1"; shift
function_name=$(complete -p cursus-tester | sed 's/.*-F \\([^ ]*\\).*/\\1/')
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
"$function_name"
echo "${COMPREPLY[@]}"
"""


def script(capsys: pytest.CaptureFixture[str], shell: str) -> str:
    assert main(["completion", shell]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["che"], "check"),
        (["check", "--fail-on", "w"], "warning"),
        (["check", "--form"], "--format"),
        (["check", "-f", "sar"], "sarif"),
        (["check", "--select", "CM31"], "CM310 CM311 CM312"),
        (["explain", "SB11"], "SB110"),
        (["check", "builder"], "builders_of_ours"),
        (["baseline", "--output", "builder"], "builders_of_ours"),
    ],
)
def test_bash(tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: list[str], offered: str) -> None:
    (tmp_path / "completion.bash").write_text(script(capsys, "bash"), encoding="utf-8")
    (tmp_path / "builders_of_ours").mkdir()

    done = subprocess.run(
        ["bash", "-c", BASH, "bash", "./completion.bash", "cursus-tester", *typed],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.split(), done.stderr) == (offered.split(), "")


@pytest.mark.parametrize(("shell", "first"), [("zsh", "#compdef cursus-tester"), ("fish", "# AUTOMATICALLY GENERATED")])
def test_other_shells(capsys: pytest.CaptureFixture[str], shell: str, first: str) -> None:
    text = script(capsys, shell)

    assert text.startswith(first)
    assert all(each in text for each in ("baseline", "fail-on", "CM310", "sarif"))
