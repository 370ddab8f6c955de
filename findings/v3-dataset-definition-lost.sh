#!/usr/bin/env bash
# In SDK v3, a processing job's input from Athena or Redshift loses all but its name, and an output to a feature store is an error.
#
# Expected: as in v2 (2.257.7), the job's request has the DatasetDefinition of such an input and the FeatureStoreOutput of
# such an output; both classes are in sagemaker.core.shapes.
# What happens: the input's request is InputName and AppManaged; the query is nowhere, and botocore accepts it, because
# either source is optional in the service model. The output is an AttributeError.
# Versions: sagemaker 3.27.0, that is sagemaker-core 2.27.0 and -serve, -train, -mlops 1.27.0.
# Why it matters: the step compiles, its job starts with an input without a source. Write the query's result to S3
# by a step before it, or the features by a step after it.
#
# Seen:
#   core 2.27.0, serve 1.27.0, train 1.27.0, mlops 1.27.0
#   the input: [{'InputName': 'customers', 'AppManaged': True}]
#   the output: AttributeError: 'Unassigned' object has no attribute 's3_uri'
set -euo pipefail
. "$(dirname "$0")/environment.sh"
python=$(python_with -r "$findings/sagemaker-v3.lock")

PYTHONPATH=$findings "$python" - <<'PY' 2>errors.txt | as_seen
from sagemaker_v3 import IMAGE, ROLE, definition, session, versions

from sagemaker.core.processing import Processor
from sagemaker.core.shapes import (
    AthenaDatasetDefinition,
    DatasetDefinition,
    ProcessingFeatureStoreOutput,
    ProcessingInput,
    ProcessingOutput,
)
from sagemaker.mlops.workflow.steps import ProcessingStep


def arguments(**run):
    processor = Processor(
        role=ROLE, image_uri=IMAGE, instance_count=1, instance_type="ml.m5.large", sagemaker_session=session
    )
    return definition(ProcessingStep(name="prepare", step_args=processor.run(**run)))["Steps"][0]["Arguments"]


query = DatasetDefinition(
    local_path="/opt/ml/processing/customers",
    athena_dataset_definition=AthenaDatasetDefinition(
        catalog="AwsDataCatalog",
        database="sales",
        query_string="SELECT * FROM customers",
        output_s3_uri="s3://models/query",
        output_format="PARQUET",
    ),
)
print(versions())
managed = ProcessingInput(input_name="customers", app_managed=True, dataset_definition=query)
print("the input:", arguments(inputs=[managed])["ProcessingInputs"])
features = ProcessingOutput(
    output_name="features",
    app_managed=True,
    feature_store_output=ProcessingFeatureStoreOutput(feature_group_name="customers"),
)
try:
    print("the output:", arguments(outputs=[features])["ProcessingOutputConfig"])
except AttributeError as error:
    print("the output: AttributeError:", error)
PY
