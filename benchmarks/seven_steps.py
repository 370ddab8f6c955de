"""A pipeline of seven steps, to measure: prepare, train, evaluate, decide, create a model, register it, transform."""

from __future__ import annotations

from typing import Any

from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.model import Model
from sagemaker.processing import ProcessingInput, ProcessingOutput, ScriptProcessor
from sagemaker.transformer import Transformer
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionLessThanOrEqualTo
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.properties import PropertyFile
from sagemaker.workflow.steps import ProcessingStep, TrainingStep, TransformStep

_IMAGE = "246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:1.7-1"
_BUCKET = "s3://team-artifacts/churn"
_MACHINE = "ml.m5.xlarge"


def get_pipeline(role: str, session: PipelineSession) -> Pipeline:
    """The pipeline of a team."""
    processor = ScriptProcessor(
        role=role,
        image_uri=_IMAGE,
        command=["python3"],
        instance_count=1,
        instance_type=_MACHINE,
        sagemaker_session=session,
    )
    prepare = ProcessingStep(
        name="Prepare",
        step_args=processor.run(
            code=f"{_BUCKET}/code/prepare.py",
            inputs=[ProcessingInput(source=f"{_BUCKET}/raw", destination="/opt/ml/processing/input")],
            outputs=[
                ProcessingOutput(output_name=name, source=f"/opt/ml/processing/{name}") for name in ("train", "test")
            ],
        ),
    )
    prepared = prepare.properties.ProcessingOutputConfig.Outputs
    estimator = Estimator(
        image_uri=_IMAGE,
        role=role,
        instance_count=1,
        instance_type=_MACHINE,
        output_path=f"{_BUCKET}/models",
        hyperparameters={"objective": "binary:logistic", "num_round": "50"},
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=estimator.fit(
            {"train": TrainingInput(s3_data=prepared["train"].S3Output.S3Uri, content_type="text/csv")}
        ),
    )
    archive = train.properties.ModelArtifacts.S3ModelArtifacts
    report = PropertyFile(name="Evaluation", output_name="evaluation", path="evaluation.json")
    evaluate = ProcessingStep(
        name="Evaluate",
        step_args=processor.run(
            code=f"{_BUCKET}/code/evaluate.py",
            inputs=[
                ProcessingInput(source=archive, destination="/opt/ml/processing/model"),
                ProcessingInput(source=prepared["test"].S3Output.S3Uri, destination="/opt/ml/processing/test"),
            ],
            outputs=[ProcessingOutput(output_name="evaluation", source="/opt/ml/processing/evaluation")],
        ),
        property_files=[report],
    )
    model = Model(image_uri=_IMAGE, model_data=archive, role=role, sagemaker_session=session)
    create = ModelStep(name="Churn", step_args=model.create(instance_type=_MACHINE))
    register = ModelStep(
        name="Release",
        step_args=model.register(
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=[_MACHINE],
            transform_instances=[_MACHINE],
            model_package_group_name="churn",
        ),
    )
    transformer = Transformer(
        model_name=create.properties.ModelName,
        instance_count=1,
        instance_type=_MACHINE,
        output_path=f"{_BUCKET}/scores",
        sagemaker_session=session,
    )
    score = TransformStep(
        name="Score",
        step_args=transformer.transform(data=prepared["test"].S3Output.S3Uri, content_type="text/csv"),
    )
    error: Any = JsonGet(step_name=evaluate.name, property_file=report, json_path="error.value")
    decide = ConditionStep(
        name="Decide",
        conditions=[ConditionLessThanOrEqualTo(left=error, right=0.2)],
        if_steps=[create, register, score],
        else_steps=[],
    )
    return Pipeline(name="Churn", steps=[prepare, train, evaluate, decide], sagemaker_session=session)
