#!/usr/bin/env bash
# In SDK v3, a ModelBuilder that was given no model data makes a request for data that is nowhere.
#
# Expected: an image that holds its model needs no archive, and the request has no ModelDataUrl (so v2).
# What happens: ModelDataUrl is a fresh address below the default bucket, another one for each build. Nothing is
# uploaded.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the request is valid and moto takes it. Whether SageMaker finds data there is known at deployment. A
# test has to ask whether something lies at the address.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   ModelDataUrl s3://sagemaker-us-east-1-123456789012/model-builder/model-model/<32 hexadecimal digits>/
#   objects below that address: 0
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
import re

import boto3
from sagemaker_v3 import DEFAULT_BUCKET, definition, model_builder, model_step, versions

print(versions())
[step] = definition(model_step("model", model_builder()))["Steps"]
address = step["Arguments"]["PrimaryContainer"]["ModelDataUrl"]
print("ModelDataUrl", re.sub("[0-9a-f]{32}", "<32 hexadecimal digits>", address))
prefix = address.removeprefix(f"s3://{DEFAULT_BUCKET}/")
print("objects below that address:", boto3.client("s3").list_objects_v2(Bucket=DEFAULT_BUCKET, Prefix=prefix)["KeyCount"])
PY
