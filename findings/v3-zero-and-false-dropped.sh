#!/usr/bin/env bash
# SDK v3 loses a zero and a False that its objects are given: a seed of 0 is no seed, a weight of 0 is the default.
#
# Expected: a field that was set is sent. The serializer says so of dictionaries in a comment, and keeps them there.
# What happens: in shapes, all that Python counts as false is left out, and what holds nothing else goes with it. A search
# with random_seed=0 has no seed, a channel with ShuffleConfig(seed=0) is not shuffled, and a variant that is to get no
# traffic has no weight, for which the service takes 1.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: 0 is the seed that most people write. The search compiles, and finds other values each time.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   random_seed=0: RandomSeed missing; random_seed=7: RandomSeed 7
#   ShuffleConfig(seed=0): the channel has no ShuffleConfig; seed=7: {'Seed': 7}
#   initial_variant_weight=0: None; 0.5: 0.5
#   RemoteDebugConfig(enable_remote_debug=False): {}
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, trainer, tuning_step, versions

from sagemaker.core.parameter import ContinuousParameter
from sagemaker.core.shapes import Channel, DataSource, ProductionVariant, RemoteDebugConfig, S3DataSource, ShuffleConfig
from sagemaker.core.utils.utils import serialize
from sagemaker.mlops.workflow.steps import TrainingStep, TuningStep
from sagemaker.train.tuner import HyperparameterTuner


def search(seed):
    tuner = HyperparameterTuner(
        model_trainer=trainer(),
        objective_metric_name="auc",
        metric_definitions=[{"Name": "auc", "Regex": "auc=(.*)"}],
        hyperparameter_ranges={"eta": ContinuousParameter(0.1, 1)},
        max_jobs=4,
        random_seed=seed,
    )
    [step] = definition(TuningStep(name="search", step_args=tuner.tune()))["Steps"]
    return step["Arguments"]["HyperParameterTuningJobConfig"].get("RandomSeed", "missing")


def shuffled(seed):
    where = S3DataSource(s3_data_type="S3Prefix", s3_uri="s3://models/train")
    shuffle = ShuffleConfig(seed=seed)
    channel = Channel(channel_name="train", data_source=DataSource(s3_data_source=where), shuffle_config=shuffle)
    [step] = definition(TrainingStep(name="train", step_args=trainer().train(input_data_config=[channel])))["Steps"]
    [channel] = step["Arguments"]["InputDataConfig"]
    return channel.get("ShuffleConfig", "the channel has no ShuffleConfig")


def weight(given):
    return serialize(ProductionVariant(variant_name="old", initial_variant_weight=given)).get("InitialVariantWeight")


print(versions())
print(f"random_seed=0: RandomSeed {search(0)}; random_seed=7: RandomSeed {search(7)}")
print(f"ShuffleConfig(seed=0): {shuffled(0)}; seed=7: {shuffled(7)}")
print(f"initial_variant_weight=0: {weight(0)}; 0.5: {weight(0.5)}")
debugged = trainer().with_remote_debug_config(RemoteDebugConfig(enable_remote_debug=False))
[step] = definition(TrainingStep(name="train", step_args=debugged.train()))["Steps"]
print(f"RemoteDebugConfig(enable_remote_debug=False): {step['Arguments']['RemoteDebugConfig']}")
PY
