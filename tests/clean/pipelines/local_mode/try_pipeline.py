"""Style: the pipeline runs in containers on this machine, over a server that stands in for S3."""

from __future__ import annotations

import os

import boto3
from sagemaker.estimator import Estimator
from sagemaker.processing import ProcessingInput, ProcessingOutput, Processor
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import LocalPipelineSession
from sagemaker.workflow.steps import ProcessingStep, TrainingStep

STORE = os.environ.get("STORE_URL", "http://localhost:9000")
BUCKET = "trials"
ROLE = "arn:aws:iam::111122223333:role/unused-here"


def open_session() -> LocalPipelineSession:
    store = boto3.client("s3", endpoint_url=STORE)
    if not any(each["Name"] == BUCKET for each in store.list_buckets()["Buckets"]):
        store.create_bucket(Bucket=BUCKET)
    return LocalPipelineSession(boto_session=boto3.Session(), default_bucket=BUCKET, s3_endpoint_url=STORE)


def main() -> None:
    session = open_session()
    sampler = Processor(
        role=ROLE,
        image_uri="trials/sampler:dev",
        entrypoint=["python3", "/opt/sample.py"],
        instance_count=1,
        instance_type="local",
        sagemaker_session=session,
    )
    sample = ProcessingStep(
        name="Sample",
        step_args=sampler.run(
            inputs=[ProcessingInput(source=f"s3://{BUCKET}/readings", destination="/opt/ml/processing/readings")],
            outputs=[
                ProcessingOutput(
                    output_name="sample", source="/opt/ml/processing/sample", destination=f"s3://{BUCKET}/sample"
                )
            ],
        ),
    )
    estimator = Estimator(
        image_uri="trials/trainer:dev",
        role=ROLE,
        instance_count=1,
        instance_type="local",
        output_path=f"s3://{BUCKET}/models",
        sagemaker_session=session,
    )
    train = TrainingStep(
        name="Train",
        step_args=estimator.fit({"train": sample.properties.ProcessingOutputConfig.Outputs["sample"].S3Output.S3Uri}),
    )
    pipeline = Pipeline(name="trial", steps=[sample, train], sagemaker_session=session)
    pipeline.create(ROLE, "a trial on this machine")
    print(pipeline.start().pipeline_execution_name)


if __name__ == "__main__":
    main()
