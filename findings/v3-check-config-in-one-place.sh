#!/usr/bin/env bash
# In SDK v3, two Clarify checks that write below one place run with the configuration of the second.
#
# Expected: each check's analysis configuration lies at an address of its own, or at one that stands for its content, as
# the code of a processing step does.
# What happens: it is uploaded to <s3_output_path>/analysis_config.json, whatever it holds. With one output path for two
# checks of a pipeline both steps name one object, in which the later configuration is. And a cached check whose facet
# was changed compiles to the same definition as before.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the check that the report is named after was never made, and both steps pass. Give each check an
# s3_analysis_config_output_path of its own, with a version in it where the step is cached.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   age reads s3://models/checks/analysis_config.json
#   region reads s3://models/checks/analysis_config.json
#   which checks the facet region
#   a cached check of another facet compiles to another definition: False
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import ROLE, definition, session, versions

import json

import boto3
from sagemaker.core.clarify import BiasConfig, DataConfig
from sagemaker.mlops.workflow.check_job_config import CheckJobConfig
from sagemaker.mlops.workflow.clarify_check_step import ClarifyCheckStep, DataBiasCheckConfig
from sagemaker.mlops.workflow.steps import CacheConfig


def check(name, facet):
    data = DataConfig(
        s3_data_input_path="s3://models/customers.csv",
        s3_output_path="s3://models/checks",
        label="churned",
        headers=["churned", "age", "region"],
        dataset_type="text/csv",
    )
    bias = BiasConfig(label_values_or_threshold=[1], facet_name=facet)
    return ClarifyCheckStep(
        name=name,
        clarify_check_config=DataBiasCheckConfig(data_config=data, data_bias_config=bias),
        check_job_config=CheckJobConfig(role=ROLE, sagemaker_session=session),
        model_package_group_name="churn",
        cache_config=CacheConfig(enable_caching=True, expire_after="P30D"),
    )


print(versions())
for step in definition(check("age", "age"), check("region", "region"))["Steps"]:
    [place] = (
        each["S3Input"]["S3Uri"]
        for each in step["Arguments"]["ProcessingInputs"]
        if each["InputName"] == "analysis_config"
    )
    print(f"{step['Name']} reads {place}")
bucket, _, key = place.removeprefix("s3://").partition("/")
[facet] = json.load(boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"])["facet"]
print("which checks the facet", facet["name_or_index"])
changed = definition(check("bias", "age")) != definition(check("bias", "region"))
print("a cached check of another facet compiles to another definition:", changed)
PY
