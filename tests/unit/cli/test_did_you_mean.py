"""What was mistyped is answered with what may have been meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester.cli.main import main

BUILDER = "class {}StepBuilder:\n    def create_step(self): ...\n"


@pytest.fixture(autouse=True)
def two_builders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("Churn", "Fraud"):
        Path(f"{name.lower()}.py").write_text(BUILDER.format(name), encoding="utf-8")
    Path("copy.py").write_text(BUILDER.format("Fraud"), encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["chek"], "'chek' is no command; did you mean check?"),
        (["check", "--slect", "CM3"], "unrecognized arguments: --slect; did you mean --select?"),
        (["gate", "--base", "x", "--max-drp=3"], "unrecognized arguments: --max-drp=3; did you mean --max-drop?"),
        (["check", "--qqqqqqq"], "unrecognized arguments: --qqqqqqq\n"),
        (["rules", "-f", "jsn"], "'jsn' is no format; did you mean json?"),
        (["completion", "bsh"], "'bsh' is no shell; did you mean bash?"),
        (["explain", "cm3100"], "no rule has the id or prefix 'cm3100'; did you mean CM310?"),
        (["explain", "no-cache-confg"], "did you mean CM310?"),
        (["check", "--static", "--select", "sb4000"], "did you mean SB400?"),
        (["check", "--static", "churn.py::ChurnStepBilder"], "did you mean ChurnStepBuilder?"),
        (["show", "ChurnStepBilder"], "ChurnStepBilder: there is no file and no builder of that name; did you mean"),
        (["show", "FraudStepBuilder"], "copy.py::FraudStepBuilder, fraud.py::FraudStepBuilder; name one"),
        (["show", "nothing"], "`cursus-tester check --list` shows what there is"),
    ],
)
def test_what_may_have_been_meant(capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str) -> None:
    try:
        code: object = main(arguments)
    except SystemExit as usage:
        code = usage.code

    assert code == 2
    assert expected in capsys.readouterr().err


@pytest.mark.parametrize("id", ["cm310", "Cm310", "CM310", "cm300"])
def test_ids_in_any_case(capsys: pytest.CaptureFixture[str], id: str) -> None:
    assert main(["explain", id]) == 0
    assert main(["check", "--static", "--select", id, "churn.py"]) in (0, 2)
    assert "no rule has" not in capsys.readouterr().err
