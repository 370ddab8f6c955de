#!/usr/bin/env bash
# In SDK v3, the dependencies of a ModelBuilder are dropped where its code is given by source_code.
#
# Expected: ModelBuilder(dependencies={"requirements": …}) puts the requirements beside the code, as with an
# inference_spec, or refuses them, as it refuses other arguments that do not go together.
# What happens: the archive has the code only, and nothing is said. A requirements.txt of the code's own folder is packed.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the container has what the image has, and the first import fails. Put the file into source_dir.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   by dependencies: ['code', 'code/inference.py', 'model.json']
#   beside the code: ['code', 'code/inference.py', 'code/requirements.txt', 'model.json']
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import archive, definition, model_builder, model_step, source, versions

import io
import tarfile
import tempfile
from pathlib import Path

import boto3

requirements = Path(tempfile.mkdtemp(), "requirements.txt")
requirements.write_text("pyarrow")


def packed(name, code, **arguments):
    builder = model_builder(s3_model_data_url=archive(), source_code=code, **arguments)
    container = definition(model_step(name, builder))["Steps"][0]["Arguments"]["PrimaryContainer"]
    bucket, _, key = container["ModelDataUrl"].removeprefix("s3://").partition("/")
    read = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    return sorted(each for each in tarfile.open(fileobj=io.BytesIO(read)).getnames() if each)


print(versions())
print("by dependencies:", packed("by", source("inference.py"), dependencies={"requirements": str(requirements)}))
beside = source("inference.py")
Path(beside.source_dir, "requirements.txt").write_text("pyarrow")
print("beside the code:", packed("beside", beside))
PY
