#!/usr/bin/env bash
# In SDK v3, a model that is registered without code gets an empty SAGEMAKER_PROGRAM, which one that is created does not.
#
# Expected: `build()` and `register()` of one ModelBuilder describe one container, so both have the environment that was
# given and nothing else where there is no code.
# What happens: `register()` adds SAGEMAKER_PROGRAM="" and SAGEMAKER_SUBMIT_DIRECTORY="", with a log level and a region.
# The default `dependencies={"auto": True}` counts as code there; `build()` empties it before.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: an archive that brings its own code/inference.py, in an image that looks for the two variables, is told
# that there is no program, in the registered package only: what was tested by build() is not what is deployed.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   build(): {'STAGE': 'test'}
#   register(): {'SAGEMAKER_CONTAINER_LOG_LEVEL': '20', 'SAGEMAKER_PROGRAM': '', 'SAGEMAKER_REGION': 'us-east-1', 'SAGEMAKER_SUBMIT_DIRECTORY': '', 'STAGE': 'test'}
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import archive, definition, model_builder, versions

from sagemaker.mlops.workflow.model_step import ModelStep


def builder():
    return model_builder(s3_model_data_url=archive(), env_vars={"STAGE": "test"})


created = ModelStep(name="create", step_args=builder().build(model_name="model"))
registered = ModelStep(
    name="register",
    step_args=builder().register(
        model_package_group_name="group",
        content_types=["text/csv"],
        response_types=["text/csv"],
        inference_instances=["ml.m5.large"],
        transform_instances=["ml.m5.large"],
    ),
)
print(versions())
first, second = (each["Arguments"] for each in definition(created, registered)["Steps"])
print("build():", first["PrimaryContainer"]["Environment"])
(container,) = second["InferenceSpecification"]["Containers"]
print("register():", dict(sorted(container["Environment"].items())))
PY
