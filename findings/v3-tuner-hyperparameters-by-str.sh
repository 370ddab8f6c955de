#!/usr/bin/env bash
# In SDK v3, a tuning job gives training code other texts for hyperparameters than the trainer that it tunes.
#
# Expected: a HyperparameterTuner trains as its ModelTrainer does, with some hyperparameters varied. Those that stay fixed
# arrive as the same texts: the trainer writes JSON ("true", "null", [1, "a"]), as framework estimators do in v2.
# What happens: the tuner writes Python's str(): "True", "None", [1, 'a'].
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: a script that reads its hyperparameters by json.loads works in a training step and fails in a tuning
# step. One that compares with "true" does not fail: it trains without the switch.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   early_stop: trained with 'true', tuned with 'True'
#   layers: trained with '[1, "a"]', tuned with "[1, 'a']"
#   options: trained with '{"k": false}', tuned with "{'k': False}"
#   seed: trained with 'null', tuned with 'None'
#   rounds: trained with '100', tuned with '100'
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, trainer, tuning_step, versions

from sagemaker.mlops.workflow.steps import TrainingStep

given = {"early_stop": True, "layers": [1, "a"], "options": {"k": False}, "seed": None, "rounds": 100}
trained, tuned = definition(
    TrainingStep(name="train", step_args=trainer(hyperparameters=dict(given)).train()),
    tuning_step("tune", trainer(hyperparameters=dict(given))),
)["Steps"]
print(versions())
for name in given:
    texts = trained["Arguments"]["HyperParameters"], tuned["Arguments"]["TrainingJobDefinition"]["StaticHyperParameters"]
    print("{}: trained with {!r}, tuned with {!r}".format(name, *(each[name] for each in texts)))
PY
