#!/usr/bin/env bash
# In SDK v3, a tag of a training job that has an empty value loses it, and the service refuses the job.
#
# Expected: a tag with an empty value is valid in AWS, so `Tag(key="audited", value="")` is sent as it is, as v2 does,
# and as v3 does for a model, a processing and a transform job, whose tags are dictionaries.
# What happens: the request has {"Key": "audited"} without a Value, which CreateTrainingJob requires. The serializer keeps
# "" in dictionaries, and says so in a comment, but leaves it out of shapes, and ModelTrainer takes no other tags.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: tags without a value mark jobs for cost reports and policies. The definition compiles without a word,
# and the execution fails.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   the tags of a processing job: [{'Key': 'audited', 'Value': ''}]
#   the tags of a training job: [{'Key': 'audited'}]
#   botocore: Missing required parameter in Tags[0]: "Value"
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, source, trainer, versions

import boto3
from botocore.exceptions import ParamValidationError
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import Tag
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep

code = source("code.py")
processor = ScriptProcessor(
    image_uri=IMAGE,
    command=["python3"],
    role=ROLE,
    instance_type="ml.m5.large",
    instance_count=1,
    tags=[{"Key": "audited", "Value": ""}],
    sagemaker_session=session,
)
processed = ProcessingStep(name="process", step_args=processor.run(code=f"{code.source_dir}/code.py"))
trained = TrainingStep(name="train", step_args=trainer(tags=[Tag(key="audited", value="")]).train())
print(versions())
first, second = definition(processed, trained)["Steps"]
print("the tags of a processing job:", first["Arguments"]["Tags"])
print("the tags of a training job:", second["Arguments"]["Tags"])
try:
    boto3.client("sagemaker").create_training_job(TrainingJobName="train", **second["Arguments"])
except ParamValidationError as error:
    print("botocore:", next(line for line in str(error).splitlines() if "Tags" in line))
PY
