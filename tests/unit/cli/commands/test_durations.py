"""``check --durations``: which builders took longest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cursus_tester.cli.main import main

BUILDER = "class {}StepBuilder:\n    def create_step(self): ...\n"


def test_the_longest_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in "ABC":
        Path(f"{name.lower()}.py").write_text(BUILDER.format(name), encoding="utf-8")

    main(["check", "--static", "--durations", "2", "-f", "concise"])

    lines = [line for line in capsys.readouterr().err.splitlines() if line.endswith("StepBuilder")]
    told = [re.fullmatch(r" +(\d+\.\d\d) s  [abc]\.py::[ABC]StepBuilder", line) for line in lines]
    assert len(told) == 2
    assert all(told)
    assert [each[1] for each in told if each] == sorted((each[1] for each in told if each), reverse=True)
