"""Style: a script whose top level makes everything, one statement after the other."""

from __future__ import annotations

import sys
from pathlib import Path

from sagemaker.core.training.configs import SourceCode
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData

ROLE = "arn:aws:iam::123456789012:role/service-role/Meters"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/meters"
session = PipelineSession()

trainer = ModelTrainer(
    training_image=f"{IMAGE}:train-4",
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    base_job_name="meters",
    role=ROLE,
    sagemaker_session=session,
)
channel = InputData(channel_name="readings", data_source="s3://meters-lake/readings/")
fit = TrainingStep(name="Fit", step_args=trainer.train(input_data_config=[channel]))

builder = ModelBuilder(
    image_uri=f"{IMAGE}:serve-4",
    s3_model_data_url=fit.properties.ModelArtifacts.S3ModelArtifacts,
    source_code=SourceCode(source_dir=str(Path(__file__).with_name("code")), entry_script="serve.py"),
    role_arn=ROLE,
    sagemaker_session=session,
)
model = ModelStep(name="Model", step_args=builder.build(model_name="meters"))
pipeline = Pipeline(name="meters", steps=[fit, model], sagemaker_session=session)

if __name__ == "__main__" and "--upsert" in sys.argv:
    pipeline.upsert(role_arn=ROLE)
