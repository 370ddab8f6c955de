"""``check --python``: the builders run with another interpreter, alone and beside others."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cursus_tester.cli.main import main
from tests.e2e.conftest import Run

BUILDER = "builders/generic_model.py"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_another_interpreter_writes_the_reports_itself(run_process: Run, project: Path) -> None:
    formats = [f"-f{name}={name}.out" for name in ("json", "sarif", "html")]

    done = run_process("check", BUILDER, "--select", "SB4", "--python", sys.executable, *formats)
    here = run_process("check", BUILDER, "--select", "SB4", *(f"{each}.here" for each in formats))

    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    assert here.returncode == 0
    for name in ("json", "sarif", "html"):
        assert (project / f"{name}.out").read_bytes() == (project / f"{name}.out.here").read_bytes()


def test_one_environment_that_cannot_be_used_leaves_the_others_their_results(run: Run, project: Path) -> None:
    done = run(
        *("check", BUILDER, "--select", "SB4", "--python", sys.executable, "--python", "gone"),
        *("-f", "terminal", "-f", "json=both.json"),
    )

    assert done.returncode == 2
    assert done.stderr == (
        "cursus-tester: --python gone: no such file or folder; name a Python interpreter, or the folder of an "
        "environment\n"
    )
    assert "1 subject in 2 environments: every finding is one of all environments\n" in done.stdout
    document = json.loads((project / "both.json").read_text(encoding="utf-8"))
    assert [(each["exit_code"], each["report"] is not None) for each in document["environments"]] == [
        (0, True),
        (2, False),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-f", "html=x.html"], "--format html: several environments are shown as json, markdown, terminal; name one"),
        (["--list"], "--list takes one --python; name one environment"),
        (["--show-config"], "--show-config takes one --python; name one environment"),
        (["--in-process"], "--in-process takes one --python; name one environment"),
    ],
)
def test_what_takes_one_environment(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check", str(tmp_path), "--python", "a", "--python", "b", *arguments]) == 2

    assert said in capsys.readouterr().err
