#!/usr/bin/env bash
# In SDK v3, a channel that is called "code" or "sm_drivers" stands in the request beside the SDK's own one of that name.
#
# Expected: these names are refused, or the SDK's own channels are called otherwise: a training job's script comes by the
# channel "code", what starts it by "sm_drivers".
# What happens: the definition has two channels of one name, with different addresses, and nothing is said. The names of a
# training job's channels must differ, so that the service refuses the job; botocore and the pipeline do not.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: v2 packed the code into sourcedir.tar.gz and a channel "code" was the user's own. The pipeline compiles
# and starts, and its job is refused.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   code is s3://models/generated
#   code is a place of the SDK's own
#   sm_drivers is s3://models/generated
#   sm_drivers is a place of the SDK's own
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, source, trainer, versions

from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train.configs import InputData

print(versions())
for name in ("code", "sm_drivers"):
    train = trainer(source_code=source("train.py")).train(
        input_data_config=[InputData(channel_name=name, data_source="s3://models/generated")]
    )
    request = definition(TrainingStep(name="train", step_args=train))["Steps"][0]["Arguments"]
    for channel in request["InputDataConfig"]:
        if channel["ChannelName"] == name:
            place = channel["DataSource"]["S3DataSource"]["S3Uri"]
            print(name, "is", place if place.startswith("s3://models/") else "a place of the SDK's own")
PY
