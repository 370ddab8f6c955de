#!/usr/bin/env bash
# In SDK v3, a pipeline parameter can be how many instances train, but not how long, on what volume, or isolated.
#
# Expected: what v2 (2.257.7) takes as a pipeline variable in a training step, v3 takes, too.
# What happens: number and type of instances, the time that they are kept, keys, subnets and places take variables; a
# pydantic ValidationError refuses them for the longest run and wait, the volume's size, spot training, network isolation,
# encryption between containers and the role. The parameter for these must become a constant.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: what a pipeline's caller could choose with v2 ("max_run", "volume_size") cannot be chosen any more, and
# which of two neighbours in one class takes a variable must be tried.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   Compute(instance_type) takes a variable
#   Compute(instance_count) takes a variable
#   Compute(keep_alive_period_in_seconds) takes a variable
#   Compute(volume_kms_key_id) takes a variable
#   Compute(volume_size_in_gb) ValidationError
#   Compute(enable_managed_spot_training) ValidationError
#   StoppingCondition(max_runtime_in_seconds) ValidationError
#   StoppingCondition(max_wait_time_in_seconds) ValidationError
#   Networking(subnets) takes a variable
#   Networking(enable_network_isolation) ValidationError
#   Networking(enable_inter_container_traffic_encryption) ValidationError
#   OutputDataConfig(s3_output_path) takes a variable
#   ModelTrainer(role) ValidationError
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, versions

from pydantic import ValidationError
from sagemaker.core.workflow.parameters import ParameterBoolean, ParameterInteger, ParameterString
from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, Networking, OutputDataConfig, StoppingCondition

text = ParameterString(name="text", default_value="value")
number = ParameterInteger(name="number", default_value=1)
truth = ParameterBoolean(name="truth", default_value=True)
one = {"instance_type": "ml.m5.large", "instance_count": 1}
network = {"subnets": ["subnet-1"], "security_group_ids": ["sg-1"]}


def takes(**arguments):
    try:
        arguments = {key: each() if callable(each) else each for key, each in arguments.items()}
        trainer = ModelTrainer(
            **{
                "training_image": IMAGE,
                "role": ROLE,
                "sagemaker_session": session,
                "compute": Compute(**one),
                **arguments,
            }
        )
        definition(TrainingStep(name="train", step_args=trainer.train()), parameters=[text, number, truth])
    except ValidationError as error:
        return "ValidationError"
    return "takes a variable"


print(versions())
for name, variable in (
    ("instance_type", text),
    ("instance_count", number),
    ("keep_alive_period_in_seconds", number),
    ("volume_kms_key_id", text),
    ("volume_size_in_gb", number),
    ("enable_managed_spot_training", truth),
):
    print(f"Compute({name})", takes(compute=lambda: Compute(**{**one, name: variable})))
for name in ("max_runtime_in_seconds", "max_wait_time_in_seconds"):
    print(f"StoppingCondition({name})", takes(stopping_condition=lambda: StoppingCondition(**{name: number})))
for name, variable in (
    ("subnets", [text]),
    ("enable_network_isolation", truth),
    ("enable_inter_container_traffic_encryption", truth),
):
    print(f"Networking({name})", takes(networking=lambda: Networking(**{**network, name: variable})))
print("OutputDataConfig(s3_output_path)", takes(output_data_config=lambda: OutputDataConfig(s3_output_path=text)))
print("ModelTrainer(role)", takes(role=text))
PY
