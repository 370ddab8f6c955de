#!/usr/bin/env bash
# In SDK v3, `ModelTrainer(training_input_mode="FastFile")` reaches none of the inputs.
#
# Expected: an input that names no mode of its own is read in the trainer's mode: the API says that the mode of the
# channel is optional and that the job's takes its place.
# What happens: the trainer writes InputMode "File" into each channel that it makes of an InputData, which has no field for
# a mode, and the channel's mode wins over the job's. (A tuner writes none, so there the mode holds.)
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: all data are downloaded before training begins, which is what FastFile and Pipe are there to spare. With
# more data than the volume holds the job fails. The request shows the mode that was asked for, one level too high.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   train: job FastFile, channel File
#   tune: job FastFile, channel None
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, trainer, tuning_step, versions

from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train.configs import InputData

data = [InputData(channel_name="train", data_source="s3://models/data/")]
steps = definition(
    TrainingStep(name="train", step_args=trainer(training_input_mode="FastFile").train(input_data_config=data)),
    tuning_step("tune", trainer(training_input_mode="FastFile"), inputs=data),
)["Steps"]
print(versions())
for step in steps:
    job = step["Arguments"].get("TrainingJobDefinition", step["Arguments"])
    [channel] = job["InputDataConfig"]
    print(f"{step['Name']}: job {job['AlgorithmSpecification']['TrainingInputMode']}, channel {channel.get('InputMode')}")
PY
