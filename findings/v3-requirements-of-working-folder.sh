#!/usr/bin/env bash
# In SDK v3, a model's requirements are looked for in the working folder, a training job's in the folder of the code.
#
# Expected: `SourceCode(requirements=…)` means one thing: its documentation calls it a file within `source_dir`, and a
# ModelTrainer refuses one that is not there.
# What happens: a ModelBuilder whose archive lies in S3 opens the file relative to the working folder, and raises
# FileNotFoundError where it lies beside the script. With a pipeline variable as model data nothing is opened.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the same SourceCode trains and fails to serve, and whether it serves depends on where the archive comes
# from and on the folder in which the pipeline is built.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   ModelTrainer: compiles
#   ModelBuilder, the archive a variable: compiles
#   ModelBuilder, the archive in S3: FileNotFoundError: [Errno 2] No such file or directory: 'needed.txt'
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import archive, definition, model_builder, model_step, source, trainer, versions

from pathlib import Path

from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.mlops.workflow.steps import TrainingStep

code = source("inference.py")
Path(code.source_dir, "needed.txt").write_text("pandas\n")
code.requirements = "needed.txt"
data = ParameterString("Data", default_value=archive())


def model(where):
    return model_step("model", model_builder(s3_model_data_url=where, source_code=code))


makers = {
    "ModelTrainer": lambda: definition(TrainingStep(name="train", step_args=trainer(source_code=code).train())),
    "ModelBuilder, the archive a variable": lambda: definition(model(data), parameters=[data]),
    "ModelBuilder, the archive in S3": lambda: definition(model(archive())),
}
print(versions())
for name, make in makers.items():
    try:
        make()
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
    else:
        print(f"{name}: compiles")
PY
