#!/usr/bin/env bash
# In SDK v3, `ModelBuilder.build()` swallows KeyboardInterrupt and SystemExit and returns None.
#
# Expected: Ctrl-C, and a time limit that raises in the main thread, end the call with that exception.
# What happens: a decorator around the call returns from a `finally` block, which drops every exception that is not an
# Exception. build() returns None, and the pipeline code goes on with it. (An ordinary Exception does get out.)
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: a test with a time limit by signal, and a user's Ctrl-C, do not stop it. The error that shows is a
# later one, about None. Limit time from outside of the process.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   KeyboardInterrupt inside build(): it returns None
#   SystemExit inside build(): it returns None
#   RuntimeError inside build(): RuntimeError
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import model_builder, versions

from unittest import mock

from sagemaker.core.workflow.pipeline_context import PipelineSession

print(versions())
for kind in (KeyboardInterrupt, SystemExit, RuntimeError):
    builder = model_builder(s3_model_data_url="s3://models/model.tar.gz")
    with mock.patch.object(PipelineSession, "create_model", side_effect=kind()):
        try:
            print(f"{kind.__name__} inside build(): it returns", builder.build(model_name="model"))
        except BaseException as error:
            print(f"{kind.__name__} inside build(): {type(error).__name__}")
PY
