#!/usr/bin/env bash
# moto answers for a pipeline that does not exist with an error that SageMaker does not declare.
#
# Expected: DescribePipeline of an unknown name raises ResourceNotFound, the one error that the service model lists
# for it.
# What happens: a ClientError with the code ValidationException, which no class of `client.exceptions` stands for.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Why it matters: "create it if `except client.exceptions.ResourceNotFound`" is right at AWS and fails in the test.
# Code bent to pass the test (`"ValidationException"`) fails at AWS.
#
# Seen:
#   moto 5.2.5
#   declared: ['ResourceNotFound']
#   raised: ClientError, code ValidationException
#   client.exceptions knows ValidationException: False
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with 'moto[sagemaker]==5.2.5' boto3==1.44.8 botocore==1.44.8)

export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
"$python" - <<'PY' | as_seen
import importlib.metadata

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

print("moto", importlib.metadata.version("moto"))
with mock_aws():
    sagemaker = boto3.client("sagemaker")
    operation = sagemaker.meta.service_model.operation_model("DescribePipeline")
    print("declared:", [shape.name for shape in operation.error_shapes])
    try:
        sagemaker.describe_pipeline(PipelineName="pipeline")
    except ClientError as error:
        print(f"raised: {type(error).__name__}, code {error.response['Error']['Code']}")
    print("client.exceptions knows ValidationException:", hasattr(sagemaker.exceptions, "ValidationException"))
PY
