#!/usr/bin/env bash
# In SDK v3, two model steps made from one `build()` both serve what the second one packed.
#
# Expected: two ModelSteps made from one request (a model for two endpoints, say) are independent; each has its own
# repack step, or both name the same one on purpose.
# What happens: each ModelStep writes its repack step into the request that both share, so the second overwrites the
# first's. The first one's repack step is not in the definition at all.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: it compiles, and both steps look right taken one at a time. Only comparing the data that they refer
# to shows it.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   first (Model) reads Steps.second-RepackModel-shared.ModelArtifacts.S3ModelArtifacts
#   second (Model) reads Steps.second-RepackModel-shared.ModelArtifacts.S3ModelArtifacts
#   second-RepackModel-shared (Training)
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, model_builder, source, versions

from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.mlops.workflow.model_step import ModelStep

print(versions())
data = ParameterString(name="data")
request = model_builder(s3_model_data_url=data, source_code=source("inference.py")).build(model_name="shared")
steps = [ModelStep(name=name, step_args=request) for name in ("first", "second")]
for step in definition(*steps, parameters=[data])["Steps"]:
    container = step["Arguments"].get("PrimaryContainer")
    print(f"{step['Name']} ({step['Type']})", *(["reads", container["ModelDataUrl"]["Get"]] if container else []))
PY
