#!/usr/bin/env bash
# moto makes a model package group a second time, over the first one.
#
# Expected: CreateModelPackageGroup with a name that is there is refused, as moto refuses it for a pipeline. Names of
# groups are unique in an account and region.
# What happens: it is accepted. The description and the tags of the first are gone, its packages and their numbering stay.
# Versions: moto 5.2.5, boto3 and botocore 1.44.8.
# Why it matters: scripts make the group if it is not there. One that makes it in any case, and one whose `except` looks
# for the wrong words, work in the test and end at AWS with the second run.
#
# Seen:
#   moto 5.2.5
#   a second pipeline: ValidationException
#   a second group: accepted
#   description: second, tags: [], packages: [1, 2]
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with 'moto[sagemaker]==5.2.5' boto3==1.44.8 botocore==1.44.8)

export AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1
"$python" - <<'PY' | as_seen
import importlib.metadata

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

PACKAGE = {
    "ModelPackageGroupName": "churn",
    "InferenceSpecification": {
        "Containers": [{"Image": "image"}],
        "SupportedContentTypes": ["text/csv"],
        "SupportedResponseMIMETypes": ["text/csv"],
    },
}
PIPELINE = {
    "PipelineName": "churn",
    "PipelineDefinition": '{"Version": "2020-12-01", "Steps": []}',
    "RoleArn": "arn:aws:iam::123456789012:role/pipeline",
}


def accepted(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "accepted"


print("moto", importlib.metadata.version("moto"))
with mock_aws():
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_pipeline(**PIPELINE, ClientRequestToken="0" * 32)
    print("a second pipeline:", accepted(sagemaker.create_pipeline, **PIPELINE, ClientRequestToken="1" * 32))
    sagemaker.create_model_package_group(
        ModelPackageGroupName="churn", ModelPackageGroupDescription="first", Tags=[{"Key": "team", "Value": "growth"}]
    )
    sagemaker.create_model_package(**PACKAGE)
    again = {"ModelPackageGroupName": "churn", "ModelPackageGroupDescription": "second"}
    print("a second group:", accepted(sagemaker.create_model_package_group, **again))
    sagemaker.create_model_package(**PACKAGE)
    group = sagemaker.describe_model_package_group(ModelPackageGroupName="churn")
    tags = sagemaker.list_tags(ResourceArn=group["ModelPackageGroupArn"])["Tags"]
    packages = sagemaker.list_model_packages(ModelPackageGroupName="churn")["ModelPackageSummaryList"]
    versions = sorted(each["ModelPackageVersion"] for each in packages)
    print(f"description: {group['ModelPackageGroupDescription']}, tags: {tags}, packages: {versions}")
PY
