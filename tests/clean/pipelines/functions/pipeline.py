"""Style: plain functions that run as steps, each under a name of its own, beside a training step."""

from __future__ import annotations

from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.workflow.function_step import step
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep


def read_meters(source: str, target: str) -> str:
    """Copies the readings of a day into one file, and says where it is."""
    import pandas

    pandas.read_parquet(source).to_csv(f"{target}/readings.csv", index=False)
    return f"{target}/readings.csv"


def count(location: str) -> int:
    """How many readings there are."""
    import pandas

    return len(pandas.read_csv(location))


def build(role: str, bucket: str, region: str) -> Pipeline:
    """Reads meters, counts the readings, and trains on them."""
    session = PipelineSession()
    source = ParameterString(name="Source", default_value=f"s3://{bucket}/meters")
    image = image_uris.retrieve("xgboost", region=region, version="1.7-1")
    settings = {"role": role, "image_uri": image, "instance_type": "ml.m5.large"}

    reading = step(read_meters, name="ReadMeters", **settings)(source, f"s3://{bucket}/readings")
    counted = step(count, name="Count", **settings)(reading)

    estimator = Estimator(
        image_uri=image,
        role=role,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        output_path=f"s3://{bucket}/models",
        sagemaker_session=session,
    )
    estimator.set_hyperparameters(objective="reg:squarederror", num_round=50)
    train = TrainingStep(
        name="Train",
        step_args=estimator.fit({"train": TrainingInput(f"s3://{bucket}/readings", content_type="text/csv")}),
        depends_on=[counted],
    )
    return Pipeline(name="meters", parameters=[source], steps=[counted, train], sagemaker_session=session)
