"""The reference builders of all step types in one pipeline, joined by what their specifications declare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sagemaker.workflow.pipeline_context import PipelineSession

from demos.churn_pipeline import get_pipeline
from tests.unit.builders.conftest import BUCKET, ROLE

pytestmark = [
    pytest.mark.filterwarnings("ignore:We are deprecating:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Running within a PipelineSession:UserWarning"),
]

SCRIPTS = ("preprocess.py", "train.py", "evaluate.py", "inference.py")


def get(path: str) -> dict[str, str]:
    return {"Get": f"Steps.{path}"}


@pytest.mark.parametrize("account", [PipelineSession], indirect=True)
def test_each_step_takes_what_another_yields(account: Any, tmp_path: Path) -> None:
    code = {}
    for script in SCRIPTS:
        folder = tmp_path / f"{script}-code"
        folder.mkdir()
        (folder / script).write_text("# code\n", encoding="utf-8")
        code[script] = str(folder)
    assert isinstance(account.session, PipelineSession)
    pipeline = get_pipeline(account.session, ROLE, code, f"s3://{BUCKET}/raw", f"s3://{BUCKET}/new")
    outer = {step["Name"]: step for step in json.loads(pipeline.definition())["Steps"]}
    decided = outer["QualityCondition"]["Arguments"]
    inner = {step["Name"]: step for step in decided["IfSteps"]}
    steps = {name: step["Arguments"] for name, step in {**outer, **inner}.items()}
    prepared = "TabularPreprocessing.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri"
    artifacts = get("XGBoostTraining.ModelArtifacts.S3ModelArtifacts")

    channels = {each["ChannelName"]: each for each in steps["XGBoostTraining"]["InputDataConfig"]}
    assert channels["train"]["DataSource"]["S3DataSource"]["S3Uri"] == get(prepared)
    assert artifacts in [each["S3Input"]["S3Uri"] for each in steps["ModelEvaluation"]["ProcessingInputs"]]
    assert steps["XGBoostModel"]["PrimaryContainer"]["ModelDataUrl"] == artifacts
    package = steps["XGBoostRegisterModel-RegisterModel"]
    assert package["InferenceSpecification"]["Containers"][0]["ModelDataUrl"] == artifacts
    assert "Outputs['evaluation']" in json.dumps(package["ModelMetrics"])
    assert steps["BatchTransform"]["ModelName"] == get("XGBoostModel.ModelName")
    (file,) = outer["ModelEvaluation"]["PropertyFiles"]
    (condition,) = decided["Conditions"]
    assert condition["LeftValue"]["Std:JsonGet"]["PropertyFile"] == get(
        f"ModelEvaluation.PropertyFiles.{file['PropertyFileName']}"
    )
    assert [step["Name"] for step in decided["ElseSteps"]] == ["QualityCondition-Failed"]
    assert account.calls == []
