#!/usr/bin/env bash
# moto's DescribeModel contradicts the CreateModel that it took.
#
# Expected: DescribeModel gives back what CreateModel was given.
# What happens: EnableNetworkIsolation is False where True was given, InferenceExecutionConfig is gone, and an empty
# PrimaryContainer and an empty VpcConfig appear that were not given.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Why it matters: a test that asks DescribeModel whether the model is isolated fails for correct code, and the
# assertion that passes is the wrong one. The empty VpcConfig is also what SDK v3 stumbles over when it makes a model
# under a plain Session. Judge the request, not what moto says of it.
#
# Seen:
#   moto 5.2.5
#   EnableNetworkIsolation: given True, described False
#   InferenceExecutionConfig: given {'Mode': 'Direct'}, described None
#   PrimaryContainer: given None, described {}
#   VpcConfig: given None, described {}
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with 'moto[sagemaker]==5.2.5' boto3==1.44.8 botocore==1.44.8)

export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
"$python" - <<'PY' | as_seen
import importlib.metadata

import boto3
from moto import mock_aws

print("moto", importlib.metadata.version("moto"))
given = {
    "ModelName": "model",
    "ExecutionRoleArn": "arn:aws:iam::123456789012:role/pipeline",
    "Containers": [{"Image": "first", "ContainerHostname": "a"}, {"Image": "second", "ContainerHostname": "b"}],
    "InferenceExecutionConfig": {"Mode": "Direct"},
    "EnableNetworkIsolation": True,
}
with mock_aws():
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_model(**given)
    described = sagemaker.describe_model(ModelName="model")
for name in ("EnableNetworkIsolation", "InferenceExecutionConfig", "PrimaryContainer", "VpcConfig"):
    print(f"{name}: given {given.get(name)}, described {described.get(name)}")
PY
