#!/usr/bin/env bash
# In SDK v3, a step with local code differs in every definition of an unchanged pipeline, so step caching never hits.
#
# Expected: as in v2, code is uploaded under a hash of its content, so two definitions of one pipeline are equal, and
# with a CacheConfig SageMaker reuses the earlier run (it compares the arguments of a step).
# What happens: the upload address holds the time: `<job>-<second>/input/code` for a ModelTrainer,
# `<name>-<millisecond>/source/` for a FrameworkProcessor with source_dir. base_job_name does not help. (A
# ScriptProcessor has the hash, and is equal.)
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: "compile twice and compare" fails for correct code, each definition uploads everything again, and
# the cache that the pipeline asks for is never used, with no word about it.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   ModelTrainer with base_job_name, cached: differs
#     s3://sagemaker-us-east-1-123456789012/fixed/fixed-<14 digits>/input/code
#   FrameworkProcessor with source_dir: differs
#     s3://sagemaker-us-east-1-123456789012/own-<date and milliseconds>/source/
#   ScriptProcessor: equal
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, source, trainer, versions

import json
import re
import time

from sagemaker.core.processing import FrameworkProcessor, ScriptProcessor
from sagemaker.mlops.workflow.steps import CacheConfig, ProcessingStep, TrainingStep

processor = {"image_uri": IMAGE, "role": ROLE, "instance_type": "ml.m5.large", "instance_count": 1}
processor |= {"command": ["python3"], "sagemaker_session": session}
code = source("code.py")
steps = {
    "ModelTrainer with base_job_name, cached": TrainingStep(
        name="train",
        step_args=trainer(base_job_name="fixed", source_code=code).train(),
        cache_config=CacheConfig(enable_caching=True, expire_after="30d"),
    ),
    "FrameworkProcessor with source_dir": ProcessingStep(
        name="process", step_args=FrameworkProcessor(**processor).run(code="code.py", source_dir=code.source_dir)
    ),
    "ScriptProcessor": ProcessingStep(
        name="process", step_args=ScriptProcessor(**processor).run(code=f"{code.source_dir}/code.py")
    ),
}
print(versions())
for name, step in steps.items():
    first = definition(step)
    time.sleep(1.1)
    if first == definition(step):
        print(f"{name}: equal")
        continue
    address = re.search(r'"(s3://[^"]*(?:/input/code|/source/))"', json.dumps(first))[1]
    address = re.sub(r"\d{14}", "<14 digits>", address)
    print(f"{name}: differs\n  {re.sub(r'20[0-9-]{21}', '<date and milliseconds>', address)}")
PY
