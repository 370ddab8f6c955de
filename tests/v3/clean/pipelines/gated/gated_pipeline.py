"""Style: a class with one method per step; the model is registered where it is good enough, and only then."""

from __future__ import annotations

import os

from sagemaker.core import image_uris
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import (
    ProcessingInput,
    ProcessingOutput,
    ProcessingS3Input,
    ProcessingS3Output,
    StoppingCondition,
)
from sagemaker.core.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, SourceCode

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/ranking:2026-11"


class RankingPipeline:
    """The image contains the inference code, so that the archive is registered as it was trained."""

    def __init__(self, session: PipelineSession, role: str) -> None:
        self.session, self.role = session, role
        self.data = ParameterString("TrainingData", default_value="s3://company-data/ranking/train")
        self.holdout = ParameterString("Holdout", default_value="s3://company-data/ranking/holdout")
        self.least = ParameterFloat("LeastNdcg", default_value=0.4)
        self.report = PropertyFile(name="Report", output_name="report", path="report.json")

    def train(self) -> TrainingStep:
        trainer = ModelTrainer(
            training_image=IMAGE,
            source_code=SourceCode(source_dir=os.path.join(HERE, "code"), entry_script="train.py"),
            compute=Compute(instance_type="ml.g5.xlarge", instance_count=1, volume_size_in_gb=100),
            stopping_condition=StoppingCondition(max_runtime_in_seconds=86400),
            hyperparameters={"learning_rate": 0.001},
            base_job_name="ranking",
            role=self.role,
            sagemaker_session=self.session,
        )
        channel = InputData(channel_name="train", data_source=self.data)
        return TrainingStep(name="Train", step_args=trainer.train(input_data_config=[channel]))

    def evaluate(self, trained: TrainingStep) -> ProcessingStep:
        image = image_uris.retrieve(
            "sklearn", self.session.boto_region_name, version="1.2-1", instance_type="ml.m5.xlarge"
        )
        processor = ScriptProcessor(
            image_uri=image,
            command=["python3"],
            instance_type="ml.m5.xlarge",
            instance_count=1,
            role=self.role,
            sagemaker_session=self.session,
        )

        def given(name: str, uri: object) -> ProcessingInput:
            place = ProcessingS3Input(
                s3_uri=uri,
                local_path=f"/opt/ml/processing/{name}",
                s3_data_type="S3Prefix",
                s3_input_mode="File",
            )
            return ProcessingInput(input_name=name, s3_input=place)

        target = Join(on="/", values=["s3://company-data/reports", ExecutionVariables.PIPELINE_EXECUTION_ID])
        run = processor.run(
            code=os.path.join(HERE, "code", "evaluate.py"),
            inputs=[
                given("model", trained.properties.ModelArtifacts.S3ModelArtifacts),
                given("holdout", self.holdout),
            ],
            outputs=[
                ProcessingOutput(
                    output_name="report",
                    s3_output=ProcessingS3Output(
                        s3_uri=target, local_path="/opt/ml/processing/report", s3_upload_mode="EndOfJob"
                    ),
                )
            ],
        )
        return ProcessingStep(name="Evaluate", step_args=run, property_files=[self.report])

    def register(self, trained: TrainingStep) -> ModelStep:
        model = ModelBuilder(
            image_uri=IMAGE,
            s3_model_data_url=trained.properties.ModelArtifacts.S3ModelArtifacts,
            role_arn=self.role,
            sagemaker_session=self.session,
        )
        return ModelStep(
            name="Register",
            step_args=model.register(
                model_package_group_name="ranking",
                content_types=["application/json"],
                response_types=["application/json"],
                inference_instances=["ml.g5.xlarge"],
                transform_instances=["ml.g5.xlarge"],
                approval_status="PendingManualApproval",
            ),
        )

    def build(self) -> Pipeline:
        trained = self.train()
        evaluated = self.evaluate(trained)
        ndcg = JsonGet(step_name=evaluated.name, property_file=self.report, json_path="ndcg.value")
        gate = ConditionStep(
            name="IsGoodEnough",
            conditions=[ConditionGreaterThanOrEqualTo(left=ndcg, right=self.least)],
            if_steps=[self.register(trained)],
            else_steps=[
                FailStep(name="NotGoodEnough", error_message=Join(on=" ", values=["ndcg is below", self.least]))
            ],
        )
        return Pipeline(
            name="ranking",
            parameters=[self.data, self.holdout, self.least],
            steps=[trained, evaluated, gate],
            sagemaker_session=self.session,
        )


def get_pipeline(session: PipelineSession, role: str) -> Pipeline:
    return RankingPipeline(session, role).build()
