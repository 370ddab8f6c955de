#!/usr/bin/env bash
# moto's ListPipelines takes a name prefix as "contains", and sorts each page by itself.
#
# Expected: PipelineNamePrefix="churn-" lists the pipelines whose names begin so, newest first over all pages.
# What happens: "old-churn-train" is listed, too. Each page is sorted, the list is not: with two a page, the third
# newest pipeline comes after the two oldest. And pages are not filled.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Why it matters: clean-up code that deletes "all pipelines with our prefix" passes its test and is never tried
# against a neighbour, and code that takes the newest one takes an old one.
#
# Seen:
#   moto 5.2.5
#   ['churn-1', 'churn-0']
#   ['churn-3', 'churn-2']
#   ['old-churn-train']
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
    for number, name in enumerate(["churn-0", "churn-1", "churn-2", "churn-3", "other", "old-churn-train"]):
        sagemaker.create_pipeline(
            PipelineName=name,
            PipelineDefinition='{"Version": "2020-12-01", "Steps": []}',
            RoleArn="arn:aws:iam::123456789012:role/pipeline",
            ClientRequestToken=f"{number:032}",
        )
        time.sleep(0.01)
    pages = sagemaker.get_paginator("list_pipelines").paginate(
        PipelineNamePrefix="churn-", PaginationConfig={"PageSize": 2}
    )
    for page in pages:
        print([pipeline["PipelineName"] for pipeline in page["PipelineSummaries"]])
PY
