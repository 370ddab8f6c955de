#!/usr/bin/env bash
# In SDK v3, the requirements of a FrameworkProcessor that are not in its code are skipped without a word.
#
# Expected: run(requirements="requirements-job.txt") is refused where the folder of the code has no such file, as
# SourceCode(requirements=…) of a training job is; or the job that cannot install them fails.
# What happens: the step compiles, and the script that starts the job installs the file only if it is there. A path to a
# file outside of the folder is the same: it is not packed, and the script looks for a file of its name.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the job runs with what the image has, and fails at an import, or works with another version.
# Give the requirements by their name inside source_dir.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   requirements-job.txt: packed ['prepare.py']
#       if [[ -f 'requirements-job.txt' ]]; then
#       python3 /opt/ml/processing/input/code/install_requirements.py requirements-job.txt
#   <elsewhere>/requirements-job.txt: packed ['prepare.py']
#       if [[ -f 'requirements-job.txt' ]]; then
#       python3 /opt/ml/processing/input/code/install_requirements.py requirements-job.txt
#   a training job: Value error, Invalid 'requirements': requirements-job.txt
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, source, trainer, versions

import io
import tarfile
import tempfile
from pathlib import Path

import boto3
from sagemaker.core.processing import FrameworkProcessor
from sagemaker.mlops.workflow.steps import ProcessingStep
from sagemaker.train.configs import SourceCode


def read(address):
    bucket, _, key = address.removeprefix("s3://").partition("/")
    return boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()


folder = tempfile.mkdtemp()
Path(folder, "prepare.py").write_text("")
elsewhere = Path(tempfile.mkdtemp(), "requirements-job.txt")
elsewhere.write_text("pyarrow")

print(versions())
for requirements in ("requirements-job.txt", str(elsewhere)):
    processor = FrameworkProcessor(
        role=ROLE, image_uri=IMAGE, instance_count=1, instance_type="ml.m5.large", sagemaker_session=session
    )
    run = processor.run(code="prepare.py", source_dir=folder, requirements=requirements)
    inputs = definition(ProcessingStep(name="prepare", step_args=run))["Steps"][0]["Arguments"]["ProcessingInputs"]
    code, entrypoint = (each["S3Input"]["S3Uri"] for each in inputs)
    packed = tarfile.open(fileobj=io.BytesIO(read(f"{code}sourcedir.tar.gz"))).getnames()
    shown = requirements.replace(str(elsewhere.parent), "<elsewhere>")
    print(f"{shown}: packed {packed}")
    for line in read(entrypoint).decode().replace(str(elsewhere.parent), "<elsewhere>").splitlines():
        if "requirements-job" in line:
            print("   ", line.strip())
try:
    trainer(source_code=SourceCode(source_dir=folder, entry_script="prepare.py", requirements="requirements-job.txt"))
except ValueError as error:
    print("a training job:", next(line.strip() for line in str(error).splitlines() if "requirements" in line).split(". ")[0])
PY
