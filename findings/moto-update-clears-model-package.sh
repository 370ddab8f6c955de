#!/usr/bin/env bash
# In moto, an update of a model package clears what the update does not name.
#
# Expected: UpdateModelPackage changes what it is given, as the service does: the approval keeps the customer metadata, and
# metadata keep the approval and the metadata of other keys.
# What happens: approving a package removes its CustomerMetadataProperties; setting metadata replaces them all and removes
# the approval status, so that the package is in no list of approved ones.
# Versions: moto 5.2.5, boto3 1.44.8.
# Why it matters: a test of an approval function, or of one that notes the ticket at a registered model, fails in moto where
# the service is fine, or passes because all is as empty as it expects.
#
# Seen:
#   moto 5.2.5
#   registered: PendingManualApproval, {'ticket': 'ML-7', 'owner': 'risk'}, approved packages in the group: 0
#   approved: Approved, None, approved packages in the group: 1
#   a ticket noted: None, {'ticket': 'ML-7'}, approved packages in the group: 0
#   a reviewer noted: None, {'reviewer': 'audit'}, approved packages in the group: 0
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with 'moto[sagemaker]==5.2.5' boto3==1.44.8 botocore==1.44.8)

AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing AWS_DEFAULT_REGION=us-east-1 "$python" - <<'PY' 2>errors.txt | as_seen
import importlib.metadata

import boto3
from moto import mock_aws


def show(when):
    found = client.describe_model_package(ModelPackageName=package)
    approved = client.list_model_packages(ModelPackageGroupName="churn", ModelApprovalStatus="Approved")
    print(f"{when}: {found.get('ModelApprovalStatus')}, {found.get('CustomerMetadataProperties')},", end=" ")
    print(f"approved packages in the group: {len(approved['ModelPackageSummaryList'])}")


print("moto", importlib.metadata.version("moto"))
with mock_aws():
    client = boto3.client("sagemaker")
    client.create_model_package_group(ModelPackageGroupName="churn")
    package = client.create_model_package(
        ModelPackageGroupName="churn",
        ModelApprovalStatus="PendingManualApproval",
        CustomerMetadataProperties={"ticket": "ML-7", "owner": "risk"},
    )["ModelPackageArn"]
    show("registered")
    client.update_model_package(ModelPackageArn=package, ModelApprovalStatus="Approved")
    show("approved")
    client.update_model_package(ModelPackageArn=package, CustomerMetadataProperties={"ticket": "ML-7"})
    show("a ticket noted")
    client.update_model_package(ModelPackageArn=package, CustomerMetadataProperties={"reviewer": "audit"})
    show("a reviewer noted")
PY
