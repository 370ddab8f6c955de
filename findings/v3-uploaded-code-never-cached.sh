#!/usr/bin/env bash
# In SDK v3, a cached step differs in every definition also where its code lies in S3 already.
#
# Expected: only what the SDK uploads has the time in its address. A step whose `source_dir` is an s3:// folder uploads
# nothing, so two definitions of an unchanged pipeline are equal, and its cache hits.
# What happens: the files that start the code are uploaded all the same: the channel sm_drivers of a ModelTrainer, the
# input aux of a FrameworkProcessor, each at an address with the time in it.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: uploading the code oneself, the natural way around v3-unchanged-code-never-cached, helps nothing: the
# cache that the pipeline asks for is never used. A training job without source_code stays as it is.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   ModelTrainer with source_dir in S3: differs in sm_drivers
#   FrameworkProcessor with source_dir in S3: differs in aux
#   ModelTrainer with hyperparameters that name the archive: equal
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, trainer, versions

import time

from sagemaker.core.processing import FrameworkProcessor
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep, TrainingStep
from sagemaker.train.configs import SourceCode

cache = CacheConfig(enable_caching=True, expire_after="P30D")
processor = FrameworkProcessor(
    image_uri=IMAGE,
    role=ROLE,
    instance_type="ml.m5.large",
    instance_count=1,
    command=["python3"],
    sagemaker_session=session,
)
uploaded = SourceCode(source_dir="s3://models/code/1.4.0/", entry_script="code.py")
started = {"sagemaker_program": "code.py", "sagemaker_submit_directory": "s3://models/code/1.4.0/sourcedir.tar.gz"}
steps = {
    "ModelTrainer with source_dir in S3": TrainingStep(
        name="train", step_args=trainer(base_job_name="fixed", source_code=uploaded).train(), cache_config=cache
    ),
    "FrameworkProcessor with source_dir in S3": ProcessingStep(
        name="process",
        step_args=processor.run(code="code.py", source_dir=uploaded.source_dir),
        cache_config=cache,
    ),
    "ModelTrainer with hyperparameters that name the archive": TrainingStep(
        name="train", step_args=trainer(base_job_name="fixed", hyperparameters=started).train(), cache_config=cache
    ),
}


def inputs(step):
    (compiled,) = definition(step)["Steps"]
    arguments = compiled["Arguments"]
    found = arguments.get("InputDataConfig") or arguments.get("ProcessingInputs") or []
    return {each.get("ChannelName") or each["InputName"]: each for each in found}, arguments


print(versions())
for name, step in steps.items():
    first, before = inputs(step)
    time.sleep(1.1)
    second, after = inputs(step)
    differ = [each for each in first if first[each] != second[each]]
    print(f"{name}: {'differs in ' + ', '.join(differ) if differ else 'equal' if before == after else 'differs'}")
PY
