#!/usr/bin/env bash
# In SDK v3, compiling a tuning step writes two hyperparameters into the trainer, and later training jobs have them.
#
# Expected: a HyperparameterTuner reads its ModelTrainer. The same trainer in a training step gives the same request
# whether a tuning step was compiled before it or not.
# What happens: sagemaker_program and sagemaker_submit_directory stand in the trainer's hyperparameters from then on, with
# the address that the tuning job's code was uploaded to.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: a script that refuses hyperparameters that it does not know fails in the training step, and only in
# pipelines where the tuning step comes first. An image with SageMaker's training toolkit obeys the two names. Give each step a
# trainer of its own.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   training, then tuning: trained with rounds
#   tuning, then training: trained with rounds, sagemaker_program, sagemaker_submit_directory
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, source, trainer, tuning_step, versions

from sagemaker.mlops.workflow.steps import TrainingStep

print(versions())
for order in ("training, then tuning", "tuning, then training"):
    one = trainer(source_code=source("train.py"), hyperparameters={"rounds": 100})
    steps = {
        "training": TrainingStep(name="train", step_args=one.train()),
        "tuning": tuning_step("tune", one),
    }
    compiled = definition(*(steps[name] for name in order.split(", then ")))["Steps"]
    [trained] = (each["Arguments"]["HyperParameters"] for each in compiled if each["Name"] == "train")
    print(f"{order}: trained with {', '.join(trained)}")
PY
