#!/usr/bin/env bash
# moto lists executions, training jobs and models oldest first, whatever order is asked for.
#
# Expected: SortBy="CreationTime", SortOrder="Descending", MaxResults=1 gives the newest one and nothing else.
# What happens: the oldest comes first. Executions and models ignore MaxResults, and models NameContains. Model packages
# are sorted, so one learns from them that it works.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Why it matters: "the newest execution" is how the SDK finds what a selective execution starts from, and how scripts find
# the job whose model they deploy. In the test they find the oldest.
#
# Seen:
#   moto 5.2.5
#   model packages, newest first, 1: 3
#   executions, newest first, 1: run-1, run-2, run-3
#   training jobs, newest first, 1: run-1
#   models named other, newest first, 1: run-1, run-2, run-3
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with 'moto[sagemaker]==5.2.5' boto3==1.44.8 botocore==1.44.8)

export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
"$python" - <<'PY' | as_seen
import importlib.metadata

import time

import boto3
from moto import mock_aws

ROLE = "arn:aws:iam::123456789012:role/pipeline"
NEWEST = {"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 1}
CONTAINER = {"Image": "image"}

print("moto", importlib.metadata.version("moto"))
with mock_aws():
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_model_package_group(ModelPackageGroupName="group")
    sagemaker.create_pipeline(
        PipelineName="pipeline",
        PipelineDefinition='{"Version": "2020-12-01", "Steps": []}',
        RoleArn=ROLE,
        ClientRequestToken="0" * 32,
    )
    for name in ("run-1", "run-2", "run-3"):
        time.sleep(0.01)
        sagemaker.create_model_package(
            ModelPackageGroupName="group",
            InferenceSpecification={
                "Containers": [CONTAINER],
                "SupportedContentTypes": ["text/csv"],
                "SupportedResponseMIMETypes": ["text/csv"],
            },
        )
        sagemaker.start_pipeline_execution(PipelineName="pipeline", PipelineExecutionDisplayName=name)
        sagemaker.create_model(ModelName=name, ExecutionRoleArn=ROLE, PrimaryContainer=CONTAINER)
        sagemaker.create_training_job(
            TrainingJobName=name,
            AlgorithmSpecification={"TrainingImage": "image", "TrainingInputMode": "File"},
            RoleArn=ROLE,
            OutputDataConfig={"S3OutputPath": "s3://models/out"},
            ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 5},
            StoppingCondition={"MaxRuntimeInSeconds": 60},
        )
    packages = sagemaker.list_model_packages(ModelPackageGroupName="group", **NEWEST)["ModelPackageSummaryList"]
    executions = sagemaker.list_pipeline_executions(PipelineName="pipeline", **NEWEST)["PipelineExecutionSummaries"]
    jobs = sagemaker.list_training_jobs(**NEWEST)["TrainingJobSummaries"]
    models = sagemaker.list_models(NameContains="other", **NEWEST)["Models"]
    for label, found, key in (
        ("model packages", packages, "ModelPackageVersion"),
        ("executions", executions, "PipelineExecutionDisplayName"),
        ("training jobs", jobs, "TrainingJobName"),
        ("models named other", models, "ModelName"),
    ):
        print(f"{label}, newest first, 1:", ", ".join(str(each[key]) for each in found))
PY
