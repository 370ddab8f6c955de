#!/usr/bin/env bash
# moto's SageMaker keeps both values of a tag, and does not notice that a pipeline was updated.
#
# Expected: AddTags with a key that is there replaces its value, UpdatePipeline moves LastModifiedTime.
# What happens: the key is there twice, the old value first. LastModifiedTime stays that of the creation.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Why it matters: `{tag["Key"]: tag["Value"] for tag in tags}` hides the first and `next(…)` finds the old value, so a
# test of "the commit's tag is updated" depends on how it reads. "Was the pipeline updated?" cannot be asked by time.
#
# Seen:
#   moto 5.2.5
#   tags: [('commit', 'old'), ('commit', 'new')]
#   LastModifiedTime moved: False
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with 'moto[sagemaker]==5.2.5' boto3==1.44.8 botocore==1.44.8)

export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
"$python" - <<'PY' | as_seen
import importlib.metadata
import time

import boto3
from moto import mock_aws

print("moto", importlib.metadata.version("moto"))
with mock_aws():
    sagemaker = boto3.client("sagemaker")
    address = sagemaker.create_pipeline(
        PipelineName="pipeline",
        PipelineDefinition='{"Version": "2020-12-01", "Steps": []}',
        RoleArn="arn:aws:iam::123456789012:role/pipeline",
        ClientRequestToken="0" * 32,
        Tags=[{"Key": "commit", "Value": "old"}],
    )["PipelineArn"]
    created = sagemaker.describe_pipeline(PipelineName="pipeline")["LastModifiedTime"]
    sagemaker.add_tags(ResourceArn=address, Tags=[{"Key": "commit", "Value": "new"}])
    print("tags:", [(tag["Key"], tag["Value"]) for tag in sagemaker.list_tags(ResourceArn=address)["Tags"]])
    time.sleep(1.1)
    definition = '{"Version": "2020-12-01", "Metadata": {}, "Steps": []}'
    sagemaker.update_pipeline(PipelineName="pipeline", PipelineDefinition=definition)
    updated = sagemaker.describe_pipeline(PipelineName="pipeline")
    assert updated["PipelineDefinition"] == definition
    print("LastModifiedTime moved:", updated["LastModifiedTime"] > created)
PY
