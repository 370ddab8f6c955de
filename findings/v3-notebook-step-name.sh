#!/usr/bin/env bash
# In SDK v3, a NotebookJobStep without a name has another name in each definition, and its parameters keep their types.
#
# Expected: the step is named after its notebook, and parameters={"rounds": 3} is refused or sent as "3", as a trainer
# does with hyperparameters.
# What happens: the time in milliseconds is in the name, and with a name of one's own it is still in a tag and in the
# environment. Numbers and lists stand in HyperParameters as they are, where CreateTrainingJob takes texts.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: selective execution and callers find a step by its name, which the next upsert has changed. The number
# ends the execution, not the build.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   two builds without a name: weekly-ipynb-<time>, the same: False
#   two builds with a name: the same: False
#   HyperParameters: {'rounds': 3}
#   botocore: Invalid type for parameter HyperParameters.rounds, value: 3, type: <class 'int'>, valid types: <class 'str'>
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, versions

import json
import re
import tempfile
import time
from pathlib import Path

import boto3
from botocore.exceptions import ParamValidationError
from sagemaker.mlops.workflow.notebook_job_step import NotebookJobStep

notebook = Path(tempfile.mkdtemp(), "weekly.ipynb")
notebook.write_text(json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def build(**arguments):
    time.sleep(0.01)
    step = NotebookJobStep(
        input_notebook=str(notebook), image_uri=IMAGE, kernel_name="python3", role=ROLE, **arguments
    )
    [compiled] = definition(step)["Steps"]
    return compiled


print(versions())
first, second = build(), build()
name = re.sub(r"\d{4}(-\d+)+$", "<time>", first["Name"])
print(f"two builds without a name: {name}, the same: {first['Name'] == second['Name']}")
print("two builds with a name: the same:", build(name="weekly") == build(name="weekly"))
arguments = build(name="weekly", parameters={"rounds": 3})["Arguments"]
print("HyperParameters:", arguments["HyperParameters"])
arguments["OutputDataConfig"]["S3OutputPath"] = "s3://models/out"
try:
    boto3.client("sagemaker").create_training_job(**arguments)
except ParamValidationError as error:
    print("botocore:", next(line for line in str(error).splitlines() if "HyperParameters" in line))
PY
