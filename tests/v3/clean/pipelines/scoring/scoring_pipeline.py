"""Style: one function that returns the pipeline: prepare, train, create the model, score."""

from __future__ import annotations

from pathlib import Path

from sagemaker.core import image_uris
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import (
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
    StoppingCondition,
)
from sagemaker.core.training.configs import SourceCode
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterInteger, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep, TrainingStep, TransformStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData
from sagemaker.train.configs import SourceCode as TrainingCode

CODE = Path(__file__).with_name("code")
MACHINE = "ml.m5.xlarge"
CACHE = CacheConfig(enable_caching=True, expire_after="P1D")


def _image(framework: str, version: str, region: str, scope: str) -> str:
    return image_uris.retrieve(
        framework=framework,
        region=region,
        version=version,
        py_version="py3",
        instance_type=MACHINE,
        image_scope=scope,
    )


def get_pipeline(role: str, session: PipelineSession) -> Pipeline:
    """The pipeline that is submitted each week."""
    raw = ParameterString(name="RawData", default_value="s3://company-data/raw/")
    machines = ParameterInteger(name="PreparingMachines", default_value=2)
    region = session.boto_region_name

    processor = ScriptProcessor(
        image_uri=_image("sklearn", "1.2-1", region, "training"),
        command=["python3"],
        role=role,
        instance_type=MACHINE,
        instance_count=machines,
        sagemaker_session=session,
    )
    outputs = [
        ProcessingOutput(
            output_name=name,
            s3_output=ProcessingS3Output(
                s3_uri=Join(
                    on="/",
                    values=["s3://company-data/prepared", ExecutionVariables.PIPELINE_EXECUTION_ID, name],
                ),
                local_path=f"/opt/ml/processing/{name}",
                s3_upload_mode="EndOfJob",
            ),
        )
        for name in ("train", "score")
    ]
    prepare = ProcessingStep(
        name="Prepare",
        step_args=processor.run(
            code=str(CODE / "preprocess.py"),
            inputs=[
                ProcessingInput(
                    input_name="raw",
                    s3_input=ProcessingS3Input(
                        s3_uri=raw,
                        local_path="/opt/ml/processing/raw",
                        s3_data_type="S3Prefix",
                        s3_input_mode="File",
                    ),
                )
            ],
            outputs=outputs,
        ),
        cache_config=CACHE,
    )
    prepared = prepare.properties.ProcessingOutputConfig.Outputs

    trainer = ModelTrainer(
        training_image=_image("xgboost", "1.7-1", region, "training"),
        source_code=TrainingCode(source_dir=str(CODE), entry_script="train.py"),
        compute=Compute(instance_type=MACHINE, instance_count=1),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=7200),
        hyperparameters={"max_depth": 5, "objective": "binary:logistic"},
        base_job_name="scoring",
        role=role,
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=trainer.train(
            input_data_config=[
                InputData(channel_name="train", data_source=prepared["train"].S3Output.S3Uri, content_type="text/csv")
            ]
        ),
    )

    builder = ModelBuilder(
        image_uri=_image("xgboost", "1.7-1", region, "inference"),
        s3_model_data_url=train.properties.ModelArtifacts.S3ModelArtifacts,
        source_code=SourceCode(source_dir=str(CODE), entry_script="inference.py"),
        role_arn=role,
        sagemaker_session=session,
    )
    create = ModelStep(name="CreateModel", step_args=builder.build(model_name="scoring"))

    transformer = Transformer(
        model_name=create.properties.ModelName,
        instance_type=MACHINE,
        instance_count=2,
        output_path="s3://company-data/scores",
        assemble_with="Line",
        accept="text/csv",
        base_transform_job_name="scoring",
        sagemaker_session=session,
    )
    score = TransformStep(
        name="Score",
        step_args=transformer.transform(prepared["score"].S3Output.S3Uri, content_type="text/csv", split_type="Line"),
    )
    return Pipeline(
        name="weekly-scoring",
        parameters=[raw, machines],
        steps=[prepare, train, create, score],
        sagemaker_session=session,
    )
