#!/usr/bin/env bash
# In SDK v3, two training steps that are compiled within one second train with the code of the second.
#
# Expected: each step's code lies at an address of its own, or at one that stands for its content, as in v2.
# What happens: the address is made of base_job_name and the time in whole seconds. Without a base_job_name it is made of
# the image's name, so two trainers with one image get one address, and the later upload replaces train.py of the earlier.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: both jobs end well, and the champion was trained by the challenger's script. It depends on how quickly
# the pipeline compiles. Give each ModelTrainer a base_job_name of its own.
#
# The definition is made again until both uploads fall into one second; on most machines the first does.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   one image: one address, which holds the code of challenger
#   a base_job_name each: two addresses
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, source, trainer, versions

from pathlib import Path

import boto3
from sagemaker.mlops.workflow.steps import TrainingStep


def step(name, **arguments):
    code = source("train.py")
    Path(code.source_dir, "train.py").write_text(name)
    return TrainingStep(name=name, step_args=trainer(source_code=code, **arguments).train())


def addresses(*steps):
    """Where each step's code lies."""
    return [
        channel["DataSource"]["S3DataSource"]["S3Uri"]
        for each in definition(*steps)["Steps"]
        for channel in each["Arguments"]["InputDataConfig"]
        if channel["ChannelName"] == "code"
    ]


def in_one_second(*steps):
    """The addresses of a definition whose uploads fell into one second."""
    for _ in range(100):
        places = addresses(*steps)
        times = {place.split("/")[-3].rpartition("-")[2] for place in places}
        if len(times) == 1:
            return places
    raise SystemExit("no two uploads fell into one second")


print(versions())
first, second = in_one_second(step("champion"), step("challenger"))
bucket, _, key = first.removeprefix("s3://").partition("/")
there = boto3.client("s3").get_object(Bucket=bucket, Key=f"{key}/train.py")["Body"].read().decode()
print(f"one image: {'one address' if first == second else 'two addresses'}, which holds the code of {there}")
own = [step(name, base_job_name=name) for name in ("champion", "challenger")]
print(f"a base_job_name each: {'two addresses' if len({*in_one_second(*own)}) == 2 else 'one address'}")
PY
