#!/usr/bin/env bash
# In SDK v3, a model with an InferenceSpec cannot be built where the region comes from the environment.
#
# Expected: build() under a session that has a region works wherever other models do, for instance in a CI job with
# AWS_DEFAULT_REGION.
# What happens: to find the requirements of the pickled specification, build() starts another Python with an environment
# of its own, in which there is no AWS_DEFAULT_REGION; that one imports the SDK, which makes a client. Where ~/.aws/config
# has no region either, it ends with NoRegionError, and build() with CalledProcessError.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: it works on a laptop and in Studio, and fails in a container. dependencies={"auto": False} and a
# requirements file avoid the second Python.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   the region in the environment: us-east-1 and of the session: us-east-1
#   dependencies found by the SDK: CalledProcessError, exit code 1
#   dependencies that are given: built
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, session, versions

import os
import subprocess
import tempfile

from sagemaker.serve.builder.schema_builder import SchemaBuilder
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.serve.spec.inference_spec import InferenceSpec
from sagemaker.serve.utils.types import ModelServer


class Echo(InferenceSpec):
    def load(self, model_dir):
        return str

    def invoke(self, data, model):
        return model(data)


def build(**arguments):
    builder = ModelBuilder(
        inference_spec=Echo(),
        schema_builder=SchemaBuilder("question", "answer"),
        model_server=ModelServer.TORCHSERVE,
        model_path=tempfile.mkdtemp(),
        image_uri=IMAGE,
        role_arn=ROLE,
        sagemaker_session=session,
        **arguments,
    )
    try:
        builder.build()
        return "built"
    except subprocess.CalledProcessError as error:
        return f"CalledProcessError, exit code {error.returncode}"


print(versions())
print("the region in the environment:", os.environ["AWS_DEFAULT_REGION"], "and of the session:", session.boto_region_name)
print("dependencies found by the SDK:", build())
print("dependencies that are given:", build(dependencies={"auto": False}))
PY
