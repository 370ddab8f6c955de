"""Both SDKs side by side: the builders of v2 run in the environment of v2, where there is one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cursus_tester.cli.main import main

REPOSITORY = Path(__file__).resolve().parents[2]
V2 = REPOSITORY / ".venv"

pytestmark = pytest.mark.skipif(not (V2 / "bin" / "python").exists(), reason="needs .venv with SDK v2 (make setup)")


def test_a_migration_is_compared_across_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    file = tmp_path / "migration.json"

    exit_code = main(
        [
            *("migrate", "builders/xgboost_model.py", "builders/v3/xgboost_model.py"),
            *("--old-python", str(V2), "-f", f"json={file}"),
        ]
    )

    assert exit_code == 1
    document = json.loads(file.read_text(encoding="utf-8"))
    assert document["old"]["sdk"].startswith("sagemaker 2.")
    assert "sagemaker-core 2." in document["new"]["sdk"]
    assert {each["aspect"] for each in document["differences"]} == {"code", "model_data", "repack"}


def test_a_builder_for_the_other_sdk_needs_its_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(REPOSITORY)

    assert main(["migrate", "builders/xgboost_model.py", "builders/v3/xgboost_model.py"]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert "builders/xgboost_model.py: not run, written for SDK v2" in line
    assert "--old-python PATH" in line
