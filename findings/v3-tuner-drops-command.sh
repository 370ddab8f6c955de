#!/usr/bin/env bash
# In SDK v3, a tuner drops the training code of a trainer that starts it by a command.
#
# Expected: `SourceCode(source_dir=…, command="python train.py")` is one of the two ways to name the code (the other is
# entry_script), and a HyperparameterTuner runs what its ModelTrainer runs, or says that it cannot.
# What happens: the training job has the code as an input and starts it; the tuning job has neither code nor command,
# without a word. What runs is whatever the image starts by itself.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: with an image that holds an algorithm of its own the tuning job ends well, and has tuned something
# else.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   train: channels code, sm_drivers; entry point /bin/bash; hyperparameters none
#   tune: channels none; entry point none; hyperparameters none
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, source, trainer, tuning_step, versions

from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train.configs import SourceCode


def started_by_command():
    return trainer(source_code=SourceCode(source_dir=source("train.py").source_dir, command="python train.py"))


steps = definition(
    TrainingStep(name="train", step_args=started_by_command().train()), tuning_step("tune", started_by_command())
)["Steps"]
print(versions())
for step in steps:
    job = step["Arguments"].get("TrainingJobDefinition", step["Arguments"])
    channels = [each["ChannelName"] for each in job.get("InputDataConfig", ())]
    entry_point = job["AlgorithmSpecification"].get("ContainerEntrypoint", ())
    hyperparameters = job.get("HyperParameters") or job.get("StaticHyperParameters") or ()
    said = (", ".join(each) or "none" for each in (channels, entry_point, hyperparameters))
    print("{}: channels {}; entry point {}; hyperparameters {}".format(step["Name"], *said))
PY
