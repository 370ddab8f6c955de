#!/usr/bin/env bash
# In SDK v3, a tuning job runs without the network isolation, the encryption between containers and the volume key of
# the trainer that it tunes.
#
# Expected: CreateHyperParameterTuningJob has a field for each of the three, and the tuner fills them in from its
# ModelTrainer, as it does for the VPC, spot training, the key of the output and the environment.
# What happens: the three are missing, without a word.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the trainer that was reviewed is isolated and encrypted, the jobs that the tuner starts from it are
# not. Where a policy demands it they fail, elsewhere they run in the open.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   EnableNetworkIsolation: trained with True, tuned with None
#   EnableInterContainerTrafficEncryption: trained with True, tuned with None
#   VolumeKmsKeyId: trained with 'volume-key', tuned with None
#   KmsKeyId: trained with 'output-key', tuned with 'output-key'
#   Subnets: trained with ['subnet-1'], tuned with ['subnet-1']
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, tuning_step, versions

from sagemaker.mlops.workflow.steps import TrainingStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, Networking, OutputDataConfig


def trainer():
    return ModelTrainer(
        training_image=IMAGE,
        role=ROLE,
        sagemaker_session=session,
        compute=Compute(instance_type="ml.m5.large", instance_count=1, volume_kms_key_id="volume-key"),
        output_data_config=OutputDataConfig(s3_output_path="s3://models/out", kms_key_id="output-key"),
        networking=Networking(
            subnets=["subnet-1"],
            security_group_ids=["sg-1"],
            enable_network_isolation=True,
            enable_inter_container_traffic_encryption=True,
        ),
    )


def found(value, name):
    """What the field `name` has, wherever it stands."""
    if not isinstance(value, dict):
        return None
    return next((each for each in (value.get(name), *(found(part, name) for part in value.values())) if each), None)


steps = definition(TrainingStep(name="train", step_args=trainer().train()), tuning_step("tune", trainer()))["Steps"]
print(versions())
fields = "EnableNetworkIsolation EnableInterContainerTrafficEncryption VolumeKmsKeyId KmsKeyId Subnets"
for name in fields.split():
    values = (found(step["Arguments"], name) for step in steps)
    print("{}: trained with {!r}, tuned with {!r}".format(name, *values))
PY
