#!/usr/bin/env bash
# In SDK v3, neither the default of a parameter nor the value that a run is started with has to be one of its enum_values.
#
# Expected: ParameterString compares its default with enum_values when it is made, as ParameterInteger compares its
# default's type; start() compares the values that it is given with the pipeline's own parameters.
# What happens: both go through. start() makes a text of everything besides: None is "None", a list is its repr, and a
# name that the pipeline does not have is sent, too.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: start(parameters={"Day": args.day}) with an option that was left out does not run with the default but
# for the day "None".
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   compiled: {'Name': 'Size', 'Type': 'String', 'DefaultValue': 'huge', 'EnumValues': ['small', 'large']}
#   started with: Size='medium', Day='None', Days="['mon', 'tue']", Dy='mon'
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import ROLE, Pipeline, session, versions

import json

from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.mlops.workflow.fail_step import FailStep

parameters = [
    ParameterString(name="Size", default_value="huge", enum_values=["small", "large"]),
    ParameterString(name="Day", default_value="sun"),
    ParameterString(name="Days", default_value=""),
]
pipeline = Pipeline(
    name="pipeline",
    parameters=parameters,
    steps=[FailStep(name="end", error_message="end")],
    sagemaker_session=session,
)
print(versions())
print("compiled:", json.loads(pipeline.definition())["Parameters"][0])
pipeline.create(role_arn=ROLE)
execution = pipeline.start(parameters={"Size": "medium", "Day": None, "Days": ["mon", "tue"], "Dy": "mon"})
sent = execution.list_parameters()["PipelineParameters"]
print("started with:", ", ".join(f"{each['Name']}={each['Value']!r}" for each in sent))
PY
