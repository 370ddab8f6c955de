"""Functions that return steps: what they do stands in a file beside them, and in the environment."""

import json
import os
from typing import List

from sagemaker.inputs import TransformInput
from sagemaker.spark.processing import PySparkProcessor
from sagemaker.transformer import Transformer
from sagemaker.workflow.steps import ProcessingStep, Step, TransformStep

with open("settings.json", encoding="utf-8") as stream:
    SETTINGS = json.load(stream)


def _processor(session, role):
    return PySparkProcessor(
        base_job_name=SETTINGS["job"],
        framework_version=SETTINGS["spark"]["version"],
        role=role,
        instance_count=SETTINGS["spark"]["instances"],
        instance_type=os.environ.get("SPARK_INSTANCE_TYPE", "ml.m5.xlarge"),
        sagemaker_session=session,
    )


def get_steps(sagemaker_session, role, bucket_name, model_name="sales") -> List[Step]:
    aggregated = f"s3://{bucket_name}/aggregated"
    aggregate = ProcessingStep(
        name="Aggregate",
        step_args=_processor(sagemaker_session, role).run(
            submit_app="jobs/aggregate.py", arguments=["--target", aggregated]
        ),
        description=SETTINGS["job"],
    )
    transformer = Transformer(
        model_name=model_name,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        output_path=f"s3://{bucket_name}/scores",
        sagemaker_session=sagemaker_session,
    )
    score = TransformStep(
        name="Score",
        transformer=transformer,
        inputs=TransformInput(data=aggregated, content_type="text/csv", split_type="Line"),
        depends_on=[aggregate],
    )
    return [aggregate, score]
