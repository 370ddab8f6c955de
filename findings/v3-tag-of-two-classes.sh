#!/usr/bin/env bash
# In SDK v3 there are two classes Tag, and each place takes one of them and refuses the other.
#
# Expected: the Tag of sagemaker.core.shapes, where the other parts of requests are (and which sagemaker.train.configs
# exports), is what every `tags=` takes.
# What happens: sagemaker.core.resources has a resource class Tag of its own, which hides that one in the annotations of
# that module: create() of a resource takes resources.Tag and refuses shapes.Tag, with "Input should be a valid dictionary
# or instance of Tag, input_type=Tag". A ModelTrainer takes shapes.Tag and refuses the other. A dictionary with small keys
# works in both; one with Key and Value, as boto3 wants it, in neither.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: one list of a team's tags cannot be given to a trainer and to a resource. Make dictionaries of it.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   the class of configs is that of shapes: True
#   shapes.Tag: taken by ModelTrainer, refused by TrainingJob.create
#   resources.Tag: refused by ModelTrainer, taken by TrainingJob.create
#   a dictionary, key and value: taken by ModelTrainer, taken by TrainingJob.create
#   a dictionary, Key and Value: refused by ModelTrainer, refused by TrainingJob.create
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, trainer, versions

import warnings

from pydantic import ValidationError
from sagemaker.core import resources, shapes
from sagemaker.train import configs

warnings.filterwarnings("ignore")


def create(name, tags):
    return resources.TrainingJob.create(
        training_job_name=name,
        algorithm_specification=shapes.AlgorithmSpecification(training_image=IMAGE, training_input_mode="File"),
        role_arn=ROLE,
        output_data_config=shapes.OutputDataConfig(s3_output_path="s3://models/out"),
        resource_config=shapes.ResourceConfig(instance_type="ml.m5.large", instance_count=1, volume_size_in_gb=10),
        stopping_condition=shapes.StoppingCondition(max_runtime_in_seconds=60),
        tags=tags,
    )


def taken(made):
    try:
        made()
    except ValidationError:
        return "refused"
    return "taken"


print(versions())
print("the class of configs is that of shapes:", configs.Tag is shapes.Tag)
for number, (name, tag) in enumerate(
    {
        "shapes.Tag": shapes.Tag(key="team", value="risk"),
        "resources.Tag": resources.Tag(key="team", value="risk"),
        "a dictionary, key and value": {"key": "team", "value": "risk"},
        "a dictionary, Key and Value": {"Key": "team", "Value": "risk"},
    }.items()
):
    of_trainer = taken(lambda: trainer(tags=[tag]))
    of_resource = taken(lambda: create(f"job-{number}", [tag]))
    print(f"{name}: {of_trainer} by ModelTrainer, {of_resource} by TrainingJob.create")
PY
