#!/usr/bin/env bash
# moto gives back a pipeline's definition that came from S3 as the print of a Python dictionary, not as JSON.
#
# Expected: DescribePipeline gives the text that lies at PipelineDefinitionS3Location, as it gives the text that came in
# the request.
# What happens: what comes back has single quotes and True for true, and so has the definition of an execution.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Why it matters: SDK v2 and v3 upload a definition of 100 KB or more and name its place. A test that reads
# json.loads(described["PipelineDefinition"]) works until the pipeline grows.
#
# Seen:
#   moto 5.2.5
#   in the request: {"Version": "2020-12-01", "Metadata": {"audited": true}, "Steps": []}
#   in S3: {'Version': '2020-12-01', 'Metadata': {'audited': True}, 'Steps': []}
#   of its execution: {'Version': '2020-12-01', 'Metadata': {'audited': True}, 'Steps': []}
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with 'moto[sagemaker]==5.2.5' boto3==1.44.8 botocore==1.44.8)

export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
"$python" - <<'PY' | as_seen
import importlib.metadata

import json

import boto3
from moto import mock_aws

print("moto", importlib.metadata.version("moto"))
definition = json.dumps({"Version": "2020-12-01", "Metadata": {"audited": True}, "Steps": []})
role = "arn:aws:iam::123456789012:role/pipeline"
with mock_aws():
    boto3.client("s3").create_bucket(Bucket="definitions")
    boto3.client("s3").put_object(Bucket="definitions", Key="long", Body=definition.encode())
    place = {"Bucket": "definitions", "ObjectKey": "long"}
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_pipeline(
        PipelineName="short", PipelineDefinition=definition, RoleArn=role, ClientRequestToken="0" * 32
    )
    sagemaker.create_pipeline(
        PipelineName="long", PipelineDefinitionS3Location=place, RoleArn=role, ClientRequestToken="1" * 32
    )
    print("in the request:", sagemaker.describe_pipeline(PipelineName="short")["PipelineDefinition"])
    print("in S3:", sagemaker.describe_pipeline(PipelineName="long")["PipelineDefinition"])
    execution = sagemaker.start_pipeline_execution(PipelineName="long")["PipelineExecutionArn"]
    run = sagemaker.describe_pipeline_definition_for_execution(PipelineExecutionArn=execution)
    print("of its execution:", run["PipelineDefinition"])
PY
