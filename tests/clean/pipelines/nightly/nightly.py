"""Style: one function with steps in the older form; a model of the registry's archive scores the night's orders."""

from __future__ import annotations

from sagemaker import Session, image_uris
from sagemaker.inputs import CreateModelInput, TransformInput
from sagemaker.model import Model
from sagemaker.transformer import Transformer
from sagemaker.workflow.parameters import ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.steps import CreateModelStep, TransformStep


def nightly(session: Session, role: str, bucket: str, region: str) -> Pipeline:
    """Scores orders with the model whose archive is named when the pipeline is started."""
    archive = ParameterString("Archive", default_value=f"s3://{bucket}/approved/model.tar.gz")
    orders = ParameterString("Orders", default_value=f"s3://{bucket}/orders/latest")
    model = Model(
        image_uri=image_uris.retrieve("xgboost", region=region, version="1.7-1"),
        model_data=archive,
        role=role,
        sagemaker_session=session,
    )
    made = CreateModelStep("OrderModel", model=model, inputs=CreateModelInput(instance_type="ml.m5.large"))
    transformer = Transformer(
        model_name=made.properties.ModelName,
        instance_count=1,
        instance_type="ml.m5.xlarge",
        output_path=f"s3://{bucket}/scores",
        sagemaker_session=session,
    )
    score = TransformStep(
        name="ScoreOrders",
        transformer=transformer,
        inputs=TransformInput(data=orders, content_type="text/csv", split_type="Line"),
        depends_on=[made],
    )
    return Pipeline(name="nightly", parameters=[archive, orders], steps=[made, score], sagemaker_session=session)
