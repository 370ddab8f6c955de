"""Finding model data in real steps, under both kinds of session."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.processing import ProcessingOutput, Processor
from sagemaker.session import Session
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import ProcessingStep, TrainingStep

from cursus_tester.contract.resolver import DependencyResolver, declared_outputs
from cursus_tester.contract.specification import DependencySpec

JOB: dict[str, Any] = {
    "image_uri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/job:1",
    "role": "arn:aws:iam::123456789012:role/SageMakerRole",
    "instance_count": 1,
    "instance_type": "ml.m5.xlarge",
}
MODEL_DATA = DependencySpec(
    logical_name="model_data",
    dependency_type="model_artifacts",
    compatible_sources=("XGBoostTraining", "ProcessingStep"),
    semantic_keywords=("model", "xgboost"),
)
PREPROCESSOR_DATA = DependencySpec(
    logical_name="preprocessor_data",
    dependency_type="model_artifacts",
    compatible_sources=("SKLearnTraining", "ProcessingStep"),
    semantic_keywords=("preprocessor",),
)

pytestmark = [
    pytest.mark.filterwarnings("ignore:We are deprecating:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Running within a PipelineSession:UserWarning"),
]


@pytest.fixture(params=[Session, PipelineSession], ids=["Session", "PipelineSession"], scope="module")
def session(request: pytest.FixtureRequest) -> Any:
    """A session of either kind that calls nothing."""
    boto_session = boto3.Session(region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing")
    return request.param(boto_session=boto_session, default_bucket="bucket", sagemaker_config={})


def training(session: Any, name: str) -> TrainingStep:
    estimator = Estimator(**JOB, sagemaker_session=session)
    inputs = TrainingInput("s3://bucket/train")
    if isinstance(session, PipelineSession):
        return TrainingStep(name=name, step_args=estimator.fit(inputs))
    return TrainingStep(name=name, estimator=estimator, inputs=inputs)


def processing(session: Any, name: str, *outputs: str | None) -> ProcessingStep:
    processor = Processor(**JOB, sagemaker_session=session)
    declared = [ProcessingOutput(output_name=each, source="/opt/ml/processing/out") for each in outputs]
    if isinstance(session, PipelineSession):
        return ProcessingStep(name=name, step_args=processor.run(outputs=declared))
    return ProcessingStep(name=name, processor=processor, outputs=declared)


def found(dependencies: list[DependencySpec], steps: list[Any]) -> dict[str, str]:
    """Where each value was found: the path of the property that it refers to."""
    names = [each.logical_name for each in dependencies]
    values = DependencyResolver().resolve(dependencies, steps, wanted=names)
    return {name: str(value.expr) for name, value in values.items()}


def artifacts(name: str) -> str:
    return str({"Get": f"Steps.{name}.ModelArtifacts.S3ModelArtifacts"})


def archive(name: str, output: str) -> str:
    folder = {"Get": f"Steps.{name}.ProcessingOutputConfig.Outputs['{output}'].S3Output.S3Uri"}
    return str({"Std:Join": {"On": "/", "Values": [folder, "model.tar.gz"]}})


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], None),
        (["a name", FailStep(name="Fail")], None),
        ([("t", "XGBoostTraining")], artifacts("XGBoostTraining")),
        ([("t", "Nightly")], artifacts("Nightly")),
        ([("t", "Baseline"), ("t", "xgboost-training-nightly")], artifacts("xgboost-training-nightly")),
        ([("t", "Baseline"), ("t", "TrainXGBoost")], artifacts("TrainXGBoost")),
        ([("t", "Baseline"), ("p", "ProcessingStep", "out")], archive("ProcessingStep", "out")),
        ([("p", "Evaluate", "report")], None),
        ([("p", "Convert", "report", "model")], archive("Convert", "model")),
        ([("p", "Convert", "model_report", "model_data")], archive("Convert", "model_data")),
        ([("p", "ProcessingStep", None)], None),
        ([("p", "ProcessingStep")], None),
        ([("t", "XGBoostTraining"), ("t", "XGBoostTraining")], artifacts("XGBoostTraining")),
    ],
)
def test_one_dependency(session: Any, steps: list[Any], expected: str | None) -> None:
    made = [make(session, step) for step in steps]
    assert found([MODEL_DATA], made).get("model_data") == expected


def make(session: Any, step: Any) -> Any:
    if not isinstance(step, tuple):
        return step
    kind, name, *outputs = step
    return training(session, name) if kind == "t" else processing(session, name, *outputs)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (
            [("t", "SKLearnTraining"), ("t", "XGBoostTraining")],
            {"model_data": artifacts("XGBoostTraining"), "preprocessor_data": artifacts("SKLearnTraining")},
        ),
        ([("t", "XGBoostTraining")], {"model_data": artifacts("XGBoostTraining")}),
        (
            [("p", "ProcessingStep", "model", "preprocessor")],
            {
                "model_data": archive("ProcessingStep", "model"),
                "preprocessor_data": archive("ProcessingStep", "preprocessor"),
            },
        ),
        ([("t", "Nightly")], {}),
    ],
    ids=["by name", "one of two", "two outputs of one step", "suits both alike"],
)
def test_two_dependencies(session: Any, steps: list[Any], expected: dict[str, str]) -> None:
    assert found([MODEL_DATA, PREPROCESSOR_DATA], [make(session, step) for step in steps]) == expected


def test_two_sources_that_suit_equally_well(session: Any) -> None:
    steps = [training(session, name) for name in ("First", "Second")]
    with pytest.raises(
        ValueError, match="input 'model_data': First and Second match equally well, expected one source"
    ):
        found([MODEL_DATA], steps)
    assert DependencyResolver().resolve([MODEL_DATA], steps, wanted=()) == {}


def test_declared_outputs(session: Any) -> None:
    assert declared_outputs(processing(session, "Convert", "model", "report")) == ("model", "report")
