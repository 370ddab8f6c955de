"""Style: a loop of the service over countries, a job that fetches the best archive, its registration."""

from __future__ import annotations

from pathlib import Path

from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import ProcessingOutput, ProcessingS3Output
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.for_each_step import CurrentItem, ForEachSelector, ForEachStep, IterationOutput
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, OutputDataConfig, StoppingCondition

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/countries:1"


def get_pipeline(session: PipelineSession, role: str) -> Pipeline:
    countries = ParameterString(name="Countries", default_value='["de", "fr", "it"]')
    item = CurrentItem()
    trainer = ModelTrainer(
        training_image=IMAGE,
        compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
        output_data_config=OutputDataConfig(s3_output_path="s3://company-ml/countries"),
        stopping_condition=StoppingCondition(max_runtime_in_seconds=7200),
        environment={"COUNTRY": item},
        base_job_name="country",
        role=role,
        sagemaker_session=session,
    )
    data = InputData(channel_name="train", data_source=Join(on="/", values=["s3://company-ml/raw", item]))
    train = TrainingStep(name="TrainCountry", step_args=trainer.train(input_data_config=[data]))
    loop = ForEachStep(
        name="Countries",
        iterable_items=countries,
        max_concurrency=3,
        for_each_body=[train],
        selector=ForEachSelector(pick="MaxBy", field=IterationOutput(train).FinalMetricDataList["auc"].Value),
    )
    packer = ScriptProcessor(
        image_uri=IMAGE,
        command=["python3"],
        instance_type="ml.m5.xlarge",
        instance_count=1,
        role=role,
        sagemaker_session=session,
    )
    pack = ProcessingStep(
        name="Pack",
        step_args=packer.run(
            code=str(Path(__file__).with_name("code") / "pack.py"),
            arguments=["--archive", loop.properties.Selected.ModelArtifacts.S3ModelArtifacts],
            outputs=[
                ProcessingOutput(
                    output_name="model",
                    s3_output=ProcessingS3Output(
                        s3_uri="s3://company-ml/countries/best",
                        local_path="/opt/ml/processing/model",
                        s3_upload_mode="EndOfJob",
                    ),
                )
            ],
        ),
    )
    best = ModelBuilder(
        image_uri=IMAGE,
        s3_model_data_url=Join(
            on="/", values=[pack.properties.ProcessingOutputConfig.Outputs["model"].S3Output.S3Uri, "model.tar.gz"]
        ),
        role_arn=role,
        sagemaker_session=session,
    )
    register = ModelStep(
        name="RegisterBest",
        step_args=best.register(
            model_package_group_name="countries",
            content_types=["text/csv"],
            response_types=["text/csv"],
            inference_instances=["ml.m5.large"],
            transform_instances=["ml.m5.large"],
            approval_status="PendingManualApproval",
        ),
    )
    return Pipeline(name="countries", parameters=[countries], steps=[loop, pack, register], sagemaker_session=session)
