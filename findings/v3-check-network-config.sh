#!/usr/bin/env bash
# In SDK v3, the job of a Clarify or quality check takes no NetworkConfig, though CheckJobConfig has a place for one.
#
# Expected: what a processor takes as network_config, CheckJobConfig takes, too, and hands on, as in v2.
# What happens: definition() ends with "Object of type NetworkConfig is not JSON serializable", with the class that
# processors take and with the one of sagemaker.core.shapes. A dictionary in the words of the API goes through.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: checks read the training data. A pipeline whose jobs are all isolated compiles only without the checks,
# or with the checks in the open.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   a processor, sagemaker.core.network.NetworkConfig: isolated
#   a check, sagemaker.core.network.NetworkConfig: TypeError
#   a check, sagemaker.core.shapes.NetworkConfig: TypeError
#   a check, a dictionary: isolated
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, source, versions

from sagemaker.core import network, shapes
from sagemaker.core.processing import ScriptProcessor
from sagemaker.mlops.workflow.check_job_config import CheckJobConfig
from sagemaker.mlops.workflow.quality_check_step import DataQualityCheckConfig, QualityCheckStep
from sagemaker.mlops.workflow.steps import ProcessingStep

code = f"{source('code.py').source_dir}/code.py"


def processing(isolated):
    processor = ScriptProcessor(
        image_uri=IMAGE,
        command=["python3"],
        role=ROLE,
        instance_type="ml.m5.large",
        instance_count=1,
        network_config=isolated,
        sagemaker_session=session,
    )
    return ProcessingStep(name="process", step_args=processor.run(code=code))


def check(isolated):
    return QualityCheckStep(
        name="check",
        quality_check_config=DataQualityCheckConfig(
            baseline_dataset="s3://models/train.csv",
            dataset_format={"csv": {"header": True}},
            output_s3_uri="s3://models/checks",
        ),
        check_job_config=CheckJobConfig(role=ROLE, network_config=isolated, sagemaker_session=session),
        model_package_group_name="churn",
    )


def show(label, make, isolated):
    try:
        [step] = definition(make(isolated))["Steps"]
        said = "isolated" if step["Arguments"]["NetworkConfig"]["EnableNetworkIsolation"] else "in the open"
    except TypeError as error:
        said = type(error).__name__
    print(f"{label}: {said}")


print(versions())
show("a processor, sagemaker.core.network.NetworkConfig", processing, network.NetworkConfig(enable_network_isolation=True))
show("a check, sagemaker.core.network.NetworkConfig", check, network.NetworkConfig(enable_network_isolation=True))
show("a check, sagemaker.core.shapes.NetworkConfig", check, shapes.NetworkConfig(enable_network_isolation=True))
show("a check, a dictionary", check, {"EnableNetworkIsolation": True})
PY
