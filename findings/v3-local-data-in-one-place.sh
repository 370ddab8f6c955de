#!/usr/bin/env bash
# In SDK v3, local data of a processing step has one address for good: changed files go unnoticed, deleted ones stay.
#
# Expected: the address of an uploaded input stands for its content, as that of the step's code does, so that a cached step
# runs again when its data changes.
# What happens: it is <default bucket>/<pipeline>/<step>/input/<name>. Another content gives the same definition, by which
# SageMaker finds the earlier run of a cached step. Nothing is deleted there, and the step reads all below the address:
# a file that was removed from the folder is still an input.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: a lookup table is corrected, the pipeline is built and run again, and the cached step's old result is
# used. Put a version or a hash into an address of your own.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   s3://sagemaker-us-east-1-123456789012/pipeline/prepare/input/tables
#   the files there: prices.csv, rates.csv
#   after rates.csv was deleted and prices.csv changed
#   the same definition: True
#   the files there: prices.csv, rates.csv
#   after the code changed
#   the same definition: False
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import DEFAULT_BUCKET, IMAGE, ROLE, definition, session, source, versions

import tempfile
from pathlib import Path

import boto3
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import ProcessingInput, ProcessingS3Input
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep

code = Path(source("prepare.py").source_dir, "prepare.py")
tables = Path(tempfile.mkdtemp())


def compiled():
    processor = ScriptProcessor(
        image_uri=IMAGE,
        command=["python3"],
        role=ROLE,
        instance_type="ml.m5.large",
        instance_count=1,
        sagemaker_session=session,
    )
    read = ProcessingS3Input(
        s3_uri=str(tables), s3_data_type="S3Prefix", local_path="/opt/ml/processing/tables", s3_input_mode="File"
    )
    arguments = processor.run(code=str(code), inputs=[ProcessingInput(input_name="tables", s3_input=read)])
    cache = CacheConfig(enable_caching=True, expire_after="P30D")
    return definition(ProcessingStep(name="prepare", step_args=arguments, cache_config=cache))


def address(pipeline):
    [step] = pipeline["Steps"]
    inputs = {each["InputName"]: each["S3Input"]["S3Uri"] for each in step["Arguments"]["ProcessingInputs"]}
    return inputs["tables"]


def show_files(place):
    prefix = place.removeprefix(f"s3://{DEFAULT_BUCKET}/")
    found = boto3.client("s3").list_objects_v2(Bucket=DEFAULT_BUCKET, Prefix=f"{prefix}/")["Contents"]
    print("the files there:", ", ".join(each["Key"].rpartition("/")[2] for each in found))


(tables / "prices.csv").write_text("1\n")
(tables / "rates.csv").write_text("1\n")
first = compiled()
print(versions())
print(address(first))
show_files(address(first))
(tables / "prices.csv").write_text("2\n")
(tables / "rates.csv").unlink()
print("after rates.csv was deleted and prices.csv changed")
print("the same definition:", compiled() == first)
show_files(address(first))
code.write_text("print(2)\n")
print("after the code changed")
print("the same definition:", compiled() == first)
PY
