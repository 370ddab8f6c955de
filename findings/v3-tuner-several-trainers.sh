#!/usr/bin/env bash
# In SDK v3, a search over several trainers, made by HyperparameterTuner.create(), cannot run.
#
# Expected: tune() asks for a job with one training job definition per trainer, as v2's tuner made by create() did.
# What happens: AttributeError in tune(), under a pipeline session when the step is compiled; inputs make no difference.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: create() is the documented way to search over several trainers, it checks its dictionaries against
# each other, and nothing says that what it returns is of no use. Make one step per trainer.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   without inputs: AttributeError: 'NoneType' object has no attribute 'training_image'
#   with inputs: AttributeError: 'NoneType' object has no attribute 'training_image'
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, trainer, versions

from sagemaker.core.parameter import ContinuousParameter
from sagemaker.mlops.workflow.steps import TuningStep
from sagemaker.train.tuner import HyperparameterTuner


def tuner():
    return HyperparameterTuner.create(
        model_trainer_dict={"trees": trainer(), "linear": trainer()},
        objective_metric_name_dict={"trees": "auc", "linear": "auc"},
        hyperparameter_ranges_dict={
            "trees": {"eta": ContinuousParameter(0.1, 1)},
            "linear": {"rate": ContinuousParameter(0.1, 1)},
        },
        metric_definitions_dict={
            "trees": [{"Name": "auc", "Regex": "auc=(.*)"}],
            "linear": [{"Name": "auc", "Regex": "auc=(.*)"}],
        },
        max_jobs=4,
    )


print(versions())
for name, inputs in (
    ("without inputs", None),
    ("with inputs", {"trees": {"train": "s3://models/data"}, "linear": {"train": "s3://models/data"}}),
):
    try:
        definition(TuningStep(name="search", step_args=tuner().tune(inputs=inputs)))
        print(f"{name}: compiles")
    except AttributeError as error:
        print(f"{name}: AttributeError: {error}")
PY
