#!/usr/bin/env bash
# moto starts a second execution for a repeated ClientRequestToken.
#
# Expected: StartPipelineExecution is idempotent: a request repeated with its token gives the same execution. botocore
# fills the token in for that purpose, and the SDK sends one.
# What happens: two executions.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Why it matters: a test of "a retry does not train twice" fails for correct code, and code that makes a new token for
# each try, which does train twice at AWS, looks the same.
#
# Seen:
#   moto 5.2.5
#   the service model calls the token an idempotency token: True
#   the same execution: False
#   executions: 2
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with 'moto[sagemaker]==5.2.5' boto3==1.44.8 botocore==1.44.8)

export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
"$python" - <<'PY' | as_seen
import importlib.metadata

import boto3
from moto import mock_aws

print("moto", importlib.metadata.version("moto"))
with mock_aws():
    sagemaker = boto3.client("sagemaker")
    request = sagemaker.meta.service_model.operation_model("StartPipelineExecution").input_shape
    token = request.members["ClientRequestToken"].metadata.get("idempotencyToken", False)
    print("the service model calls the token an idempotency token:", token)
    sagemaker.create_pipeline(
        PipelineName="pipeline",
        PipelineDefinition='{"Version": "2020-12-01", "Steps": []}',
        RoleArn="arn:aws:iam::123456789012:role/pipeline",
        ClientRequestToken="0" * 32,
    )
    started = [
        sagemaker.start_pipeline_execution(PipelineName="pipeline", ClientRequestToken="1" * 32)["PipelineExecutionArn"]
        for _ in range(2)
    ]
    print("the same execution:", started[0] == started[1])
    print("executions:", len(sagemaker.list_pipeline_executions(PipelineName="pipeline")["PipelineExecutionSummaries"]))
PY
