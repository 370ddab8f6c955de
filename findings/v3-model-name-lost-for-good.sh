#!/usr/bin/env bash
# In SDK v3, compiling a model step once without its name takes the name away for ever.
#
# Expected: `PipelineDefinitionConfig(use_custom_job_prefix=True)` keeps ModelName in the request, False leaves it
# out, and a definition depends on the config that it is made with.
# What happens: the definition made with False deletes the name from the request that the step holds. A later one with
# True has no name either.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: tests that compile one step under several configs depend on their order. Build the step anew for
# each definition.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   use_custom_job_prefix True: ModelName model-model
#   use_custom_job_prefix False: ModelName None
#   use_custom_job_prefix True: ModelName None
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, model_builder, model_step, versions

from sagemaker.core.workflow.pipeline_definition_config import PipelineDefinitionConfig

print(versions())
step = model_step("model", model_builder(s3_model_data_url="s3://models/model.tar.gz"))
for prefix in (True, False, True):
    config = PipelineDefinitionConfig(use_custom_job_prefix=prefix)
    [compiled] = definition(step, pipeline_definition_config=config)["Steps"]
    print(f"use_custom_job_prefix {prefix}: ModelName {compiled['Arguments'].get('ModelName')}")
PY
