#!/usr/bin/env bash
# In SDK v3, a model for the Multi Model Server is requested without its code and without its files.
#
# Expected: with an InferenceSpec and a model_path, MMS gets what TorchServe gets: an archive of both, and its address in
# the request.
# What happens: build() writes code and pickled specification into model_path, uploads nothing, and requests a container
# without ModelDataUrl, with an empty SAGEMAKER_PROGRAM. Nothing is said.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the step compiles and the model is made; the endpoint or transform job starts an image without a model.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   TORCHSERVE
#       written into code/: inference.py metadata.json requirements.txt serve.pkl
#       SAGEMAKER_PROGRAM: 'inference.py'
#       an address of the model: True
#   MMS
#       written into code/: inference.py metadata.json requirements.txt serve.pkl
#       SAGEMAKER_PROGRAM: ''
#       an address of the model: False
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, versions

import tempfile
from pathlib import Path

from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.serve.builder.schema_builder import SchemaBuilder
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.serve.spec.inference_spec import InferenceSpec
from sagemaker.serve.utils.types import ModelServer


class Echo(InferenceSpec):
    def load(self, model_dir):
        return str

    def invoke(self, data, model):
        return model(data)


print(versions())
for server in (ModelServer.TORCHSERVE, ModelServer.MMS):
    folder = tempfile.mkdtemp()
    Path(folder, "weights.bin").write_text("weights")
    builder = ModelBuilder(
        inference_spec=Echo(),
        schema_builder=SchemaBuilder("question", "answer"),
        model_server=server,
        model_path=folder,
        image_uri=IMAGE,
        role_arn=ROLE,
        sagemaker_session=session,
        dependencies={"auto": False},
    )
    step = ModelStep(name="model", step_args=builder.build())
    container = definition(step)["Steps"][-1]["Arguments"]["PrimaryContainer"]
    written = sorted(each.name for each in Path(folder, "code").iterdir() if each.is_file())
    print(server.name)
    print("    written into code/:", *written)
    print("    SAGEMAKER_PROGRAM:", repr(container["Environment"]["SAGEMAKER_PROGRAM"]))
    print("    an address of the model:", "ModelDataUrl" in container)
PY
