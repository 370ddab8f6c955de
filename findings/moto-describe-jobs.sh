#!/usr/bin/env bash
# moto's DescribeTrainingJob tells of metrics that nobody defined, and forgets the environment.
#
# Expected: DescribeTrainingJob and DescribeProcessingJob give back what their job was given, as DescribeTransformJob does.
# What happens: the training job's own metric definitions are replaced by one named test:dcg, and its final metrics are a
# train:progress of 100. Its environment and retry strategy are gone. A processing job has neither environment nor
# resources, though the service model requires the latter.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Why it matters: a script that looks for its metric in FinalMetricDataList finds none in the test, and one that takes the
# first metric finds 100. Whether a job was given its environment cannot be asked. Judge the request.
#
# Seen:
#   moto 5.2.5
#   MetricDefinitions: given auc, described test:dcg
#   FinalMetricDataList: train:progress=100.0
#   missing of a training job: Environment, RetryStrategy
#   missing of a processing job: Environment, ProcessingResources
#   missing of a transform job: nothing
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with 'moto[sagemaker]==5.2.5' boto3==1.44.8 botocore==1.44.8)

export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
"$python" - <<'PY' | as_seen
import importlib.metadata

import boto3
from moto import mock_aws

ROLE = "arn:aws:iam::123456789012:role/pipeline"
RESOURCES = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 5}
FILES = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://models/in"}}

training = {
    "TrainingJobName": "train",
    "AlgorithmSpecification": {
        "TrainingImage": "image",
        "TrainingInputMode": "File",
        "MetricDefinitions": [{"Name": "auc", "Regex": "auc=(.*)"}],
    },
    "RoleArn": ROLE,
    "OutputDataConfig": {"S3OutputPath": "s3://models/out"},
    "ResourceConfig": RESOURCES,
    "StoppingCondition": {"MaxRuntimeInSeconds": 60},
    "Environment": {"STAGE": "test"},
    "RetryStrategy": {"MaximumRetryAttempts": 3},
    "EnableNetworkIsolation": True,
}
processing = {
    "ProcessingJobName": "process",
    "AppSpecification": {"ImageUri": "image"},
    "ProcessingResources": {"ClusterConfig": RESOURCES},
    "RoleArn": ROLE,
    "Environment": {"STAGE": "test"},
    "StoppingCondition": {"MaxRuntimeInSeconds": 60},
}
transform = {
    "TransformJobName": "transform",
    "ModelName": "model",
    "TransformInput": {"DataSource": FILES},
    "TransformOutput": {"S3OutputPath": "s3://models/out"},
    "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
    "Environment": {"STAGE": "test"},
}


def missing(given, described):
    return ", ".join(sorted(given.keys() - described.keys())) or "nothing"


print("moto", importlib.metadata.version("moto"))
with mock_aws():
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_training_job(**training)
    sagemaker.create_processing_job(**processing)
    sagemaker.create_transform_job(**transform)
    trained = sagemaker.describe_training_job(TrainingJobName="train")
    [metric] = trained["AlgorithmSpecification"]["MetricDefinitions"]
    [final] = trained["FinalMetricDataList"]
    print(f"MetricDefinitions: given auc, described {metric['Name']}")
    print(f"FinalMetricDataList: {final['MetricName']}={final['Value']}")
    print("missing of a training job:", missing(training, trained))
    processed = sagemaker.describe_processing_job(ProcessingJobName="process")
    print("missing of a processing job:", missing(processing, processed))
    transformed = sagemaker.describe_transform_job(TransformJobName="transform")
    print("missing of a transform job:", missing(transform, transformed))
PY
