#!/usr/bin/env bash
# In SDK v3, a pipeline variable inside a list or a dictionary of hyperparameters is printed into the definition.
#
# Expected: the trainer writes lists and dictionaries as JSON. A parameter inside one cannot be JSON, so this is refused,
# as a framework estimator does in v2 and as a function step does in v3.
# What happens: where JSON fails, the trainer takes Python's repr of the whole value, without a word. The parameter's
# default stands in it; what the pipeline is started with does not.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the definition compiles, and botocore has no objection to a text. The script reads no JSON there, in
# the running job.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   [64, 32]: [64, 32]
#   the parameter: {'Get': 'Parameters.Units'}
#   a list with it: "[ParameterInteger(name='Units', parameter_type=<ParameterTypeEnum.INTEGER: 'Integer'>, default_value=64), 32]"
#   a dictionary with it: "{'units': ParameterInteger(name='Units', parameter_type=<ParameterTypeEnum.INTEGER: 'Integer'>, default_value=64)}"
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, trainer, versions

from sagemaker.core.workflow.parameters import ParameterInteger
from sagemaker.mlops.workflow.steps import TrainingStep

units = ParameterInteger(name="Units", default_value=64)
given = {
    "[64, 32]": [64, 32],
    "the parameter": units,
    "a list with it": [units, 32],
    "a dictionary with it": {"units": units},
}
print(versions())
for label, value in given.items():
    step = TrainingStep(name="train", step_args=trainer(hyperparameters={"layers": value}).train())
    [compiled] = definition(step, parameters=[units])["Steps"]
    layers = compiled["Arguments"]["HyperParameters"]["layers"]
    print(f"{label}: {layers if label == '[64, 32]' else repr(layers)}")
PY
