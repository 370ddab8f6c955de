"""What lies in another folder than the code is found there, and is not packed with the code."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.conftest import Run

PACKING = """\
import os

from sagemaker.pytorch import PyTorch
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep

HERE = os.path.dirname(os.path.abspath(__file__))


def get_pipeline(role: str, session: PipelineSession) -> Pipeline:
    with open("settings/training.json") as stream:
        version = stream.read().strip()
    estimator = PyTorch(
        entry_point="train.py",
        source_dir=HERE,
        role=role,
        framework_version=version,
        py_version="py310",
        instance_type="ml.m5.xlarge",
        instance_count=1,
        sagemaker_session=session,
    )
    step = TrainingStep(name="Train", step_args=estimator.fit(f"s3://{session.default_bucket()}/training"))
    return Pipeline(name="churn", steps=[step], sagemaker_session=session)
"""


def failed(run: Run, tmp_path: Path) -> dict[str, str]:
    """The message of each rule that fails."""
    run("check", "ml/pipeline.py", "-f", "json=out.json", "-q")
    [subject] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["subjects"]
    return {
        outcome["rule"]: outcome["findings"][0]["message"]
        for outcome in subject["outcomes"]
        if outcome["outcome"] == "failed" and outcome["rule"] != "SB491"
    }


def test_code_finds_the_files_of_the_repository_and_packs_only_its_own(run: Run, tmp_path: Path) -> None:
    for path, text in {"pyproject.toml": "", "train.py": "print('trained')\n", "ml/pipeline.py": PACKING}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    assert "settings/training.json" in failed(run, tmp_path)["PL100"]

    # What a kept result rests on are also files that are not there.
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "training.json").write_text("2.1\n", encoding="utf-8")
    assert 'No file named "train.py" was found' in failed(run, tmp_path)["PL100"]

    (tmp_path / "train.py").rename(tmp_path / "ml" / "train.py")
    assert failed(run, tmp_path) == {}
