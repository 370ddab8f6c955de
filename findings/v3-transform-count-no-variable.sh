#!/usr/bin/env bash
# In SDK v3, the number of instances of a transform job cannot be a parameter of the pipeline, though its type says so.
#
# Expected: `Transformer(instance_count: Union[int, PipelineVariable])` takes a ParameterInteger, as it does in v2, and
# as the processor, the trainer and the transformer's own max_payload do in v3.
# What happens: the constructor and `TransformStep` take it; the definition ends in a ValidationError of pydantic, since
# the shape `TransformResources` wants an int.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: pipelines scale scoring by a parameter. The move to v3 breaks that one step, where the annotation, the
# documentation and every other count say that it works, and nothing shows it before the definition is made.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   annotation: typing.Union[int, sagemaker.core.helper.pipeline_variable.PipelineVariable]
#   Transformer, max_payload: {'Get': 'Parameters.Number'}
#   ScriptProcessor, instance_count: {'Get': 'Parameters.Number'}
#   ModelTrainer, instance_count: {'Get': 'Parameters.Number'}
#   Transformer, instance_count: ValidationError: 1 validation error for TransformResources
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, source, versions

from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.parameters import ParameterInteger
from sagemaker.mlops.workflow.steps import ProcessingStep, TrainingStep, TransformStep
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute

number = ParameterInteger(name="Number", default_value=2)
code = source("code.py")


def transforms(**arguments):
    given = {"instance_count": 1, "instance_type": "ml.m5.large", "output_path": "s3://models/out", **arguments}
    transformer = Transformer(
        model_name="model", base_transform_job_name="score", sagemaker_session=session, **given
    )
    return TransformStep(name="step", step_args=transformer.transform("s3://models/in"))


processor = ScriptProcessor(
    image_uri=IMAGE,
    command=["python3"],
    role=ROLE,
    instance_type="ml.m5.large",
    instance_count=number,
    sagemaker_session=session,
)
trainer = ModelTrainer(
    training_image=IMAGE,
    role=ROLE,
    sagemaker_session=session,
    compute=Compute(instance_type="ml.m5.large", instance_count=number),
)
processed = ProcessingStep(name="step", step_args=processor.run(code=f"{code.source_dir}/code.py"))
trained = TrainingStep(name="step", step_args=trainer.train())
print(versions())
print("annotation:", Transformer.__init__.__annotations__["instance_count"])
for name, step, path in (
    ("Transformer, max_payload", transforms(max_payload=number), ["MaxPayloadInMB"]),
    ("ScriptProcessor, instance_count", processed, ["ProcessingResources", "ClusterConfig", "InstanceCount"]),
    ("ModelTrainer, instance_count", trained, ["ResourceConfig", "InstanceCount"]),
    ("Transformer, instance_count", transforms(instance_count=number), ["TransformResources", "InstanceCount"]),
):
    try:
        value = definition(step, parameters=[number])["Steps"][0]["Arguments"]
        for key in path:
            value = value[key]
    except Exception as error:
        value = f"{type(error).__name__}: {str(error).splitlines()[0]}"
    print(f"{name}: {value}")
PY
