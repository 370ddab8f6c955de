#!/usr/bin/env bash
# In SDK v3, the result of a ForEachStep can be no model's archive and no processing input: RecursionError.
#
# Expected: `loop.properties.Selected…` is a pipeline variable as a step's property is one ("exposed to downstream
# steps", says the docstring of ForEachSelector), so the best model of a loop can be evaluated, deployed and registered.
# What happens: ModelBuilder.build(), .register() and Processor.run() copy what they are given deeply. The copy of a
# loop's variable copies the loop, its body and the session behind that, until Python gives up; a Join of it does the
# same. The channel of a training job, the arguments of a processing job and a LambdaStep take the variable.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: "train in a loop, select by MaxBy, register the best" is what the selector is for. The error names
# neither the loop nor the argument. A processing job that is told the address and copies the archive gets around it.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   a training step's archive: build ok, register ok, processing input ok
#   the loop's selected archive: build RecursionError, register RecursionError, processing input RecursionError
#   the loop's first archive: build RecursionError, register RecursionError, processing input RecursionError
#   the selected one in a Join: build RecursionError, register RecursionError, processing input RecursionError
#   as an argument of a processing job: {"Get": "Steps.loop.Selected.ModelArtifacts.S3ModelArtifacts"}
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, model_builder, session, trainer, versions

import json

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import ProcessingInput, ProcessingS3Input
from sagemaker.core.workflow.functions import Join
from sagemaker.mlops.workflow.for_each_step import ForEachSelector, ForEachStep, IterationOutput
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep

print(versions())
train = TrainingStep(name="train", step_args=trainer(base_job_name="fixed").train())
alone = TrainingStep(name="alone", step_args=trainer(base_job_name="fixed").train())
best = ForEachSelector("MaxBy", IterationOutput(train).FinalMetricDataList["auc"].Value)
loop = ForEachStep(name="loop", iterable_items=["a", "b"], max_concurrency=2, for_each_body=[train], selector=best)
selected = loop.properties.Selected.ModelArtifacts.S3ModelArtifacts
archives = {
    "a training step's archive": alone.properties.ModelArtifacts.S3ModelArtifacts,
    "the loop's selected archive": selected,
    "the loop's first archive": loop.properties.IterationOutputs[0].train.ModelArtifacts.S3ModelArtifacts,
    "the selected one in a Join": Join(on="", values=[selected]),
}
types = {"content_types": ["text/csv"], "response_types": ["text/csv"], "inference_instances": ["ml.m5.large"]}


def outcome(make, **arguments):
    try:
        make(**arguments)
    except RecursionError as error:
        return type(error).__name__
    return "ok"


def processed(archive=None, arguments=None):
    place = ProcessingS3Input(s3_uri=archive or "s3://a/b", local_path="/opt/ml/processing/in", s3_data_type="S3Prefix")
    processor = Processor(
        image_uri=IMAGE, role=ROLE, instance_type="ml.m5.large", instance_count=1, sagemaker_session=session
    )
    inputs = [ProcessingInput(input_name="model", s3_input=place)]
    step = ProcessingStep("copy", step_args=processor.run(inputs=inputs, arguments=arguments))
    return definition(alone, loop, step)["Steps"][-1]["Arguments"]


for name, archive in archives.items():
    built = outcome(model_builder(s3_model_data_url=archive).build, model_name="best")
    registered = outcome(model_builder(s3_model_data_url=archive).register, model_package_group_name="group", **types)
    print(f"{name}: build {built}, register {registered}, processing input {outcome(processed, archive=archive)}")
arguments = processed(arguments=["--archive", selected])["AppSpecification"]["ContainerArguments"]
print("as an argument of a processing job:", json.dumps(arguments[1]))
PY
