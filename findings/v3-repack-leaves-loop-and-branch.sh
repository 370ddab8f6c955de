#!/usr/bin/env bash
# In SDK v3, the step that packs code into a model stands outside the loop or the branch that its model step is in.
#
# Expected: a ModelStep with code and a model archive known only at run time brings a repack step along, and the two
# stand together. In v2 both are in the ConditionStep's branch.
# What happens: the model step stays inside, the repack step comes out at the top level. Beside a ConditionStep it
# runs whatever the condition says. Beside a ForEachStep it holds {"Get": "ForEach.CurrentItem"} where there is no
# current item, runs once at most, and every round of the loop reads its one result.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the definition compiles without a warning. A test has to look at where each step stands, and for
# ForEach.CurrentItem outside of a ForEachBody.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   ConditionStep: inside ['model'] at the top ['branch', 'model-RepackModel-model-model']
#   ForEachStep: inside ['model'] at the top ['loop', 'model-RepackModel-model-model']
#   the repack step outside of the loop reads {"Get": "ForEach.CurrentItem"}
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import definition, model_builder, model_step, source, versions

import json

from sagemaker.core.workflow.conditions import ConditionGreaterThan
from sagemaker.core.workflow.parameters import ParameterFloat, ParameterString
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.for_each_step import CurrentItem, ForEachStep

print(versions())
data, quality = ParameterString(name="data"), ParameterFloat(name="quality")
inside = model_step("model", model_builder(s3_model_data_url=data, source_code=source("inference.py")))
branch = ConditionStep(name="branch", conditions=[ConditionGreaterThan(quality, 0.9)], if_steps=[inside], else_steps=[])
steps = definition(branch, parameters=[data, quality])["Steps"]
names = [step["Name"] for step in steps]
print("ConditionStep: inside", [step["Name"] for step in steps[0]["Arguments"]["IfSteps"]], end=" ")
print("at the top", names)

inside = model_step("model", model_builder(s3_model_data_url=CurrentItem(), source_code=source("inference.py")))
archives = ["s3://models/a.tar.gz", "s3://models/b.tar.gz"]
loop = ForEachStep(name="loop", iterable_items=archives, max_concurrency=1, for_each_body=[inside])
steps = definition(loop)["Steps"]
print("ForEachStep: inside", [step["Name"] for step in steps[0]["Arguments"]["ForEachBody"]], end=" ")
print("at the top", [step["Name"] for step in steps])
[channel] = [one for one in steps[1]["Arguments"]["InputDataConfig"] if one["ChannelName"] == "training"]
print("the repack step outside of the loop reads", json.dumps(channel["DataSource"]["S3DataSource"]["S3Uri"]))
PY
