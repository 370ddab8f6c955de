#!/usr/bin/env bash
# In SDK v3, numbers and booleans in a ModelBuilder's `env_vars` reach the pipeline definition as they are.
#
# Expected: a container's environment is text. ModelTrainer refuses `environment={"WORKERS": 4}` with a ValidationError, so
# ModelBuilder refuses it, too, or writes "4".
# What happens: the definition has "Environment": {"WORKERS": 4, "DEBUG": true}, which CreateModel does not take.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the definition is not checked against the API's types by the SDK, nor by moto. The pipeline fails
# when the step runs.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   ModelTrainer: ValidationError
#   ModelBuilder: {"WORKERS": 4, "DEBUG": true}
#   botocore, asked to check the compiled request: ParamValidationError
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
import json

import boto3
from sagemaker_v3 import definition, model_builder, model_step, trainer, versions

print(versions())
environment = {"WORKERS": 4, "DEBUG": True}
try:
    trainer(environment=environment)
except ValueError as error:
    print("ModelTrainer:", type(error).__name__)
builder = model_builder(s3_model_data_url="s3://models/model.tar.gz", env_vars=environment)
[step] = definition(model_step("model", builder))["Steps"]
print("ModelBuilder:", json.dumps(step["Arguments"]["PrimaryContainer"]["Environment"]))
try:
    boto3.client("sagemaker").create_model(ModelName="model", **step["Arguments"])
except Exception as error:
    print("botocore, asked to check the compiled request:", type(error).__name__)
PY
