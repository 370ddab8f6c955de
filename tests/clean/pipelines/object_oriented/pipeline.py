"""A pipeline as a class: one method makes each step, `build` puts them together."""

from __future__ import annotations

import functools
import logging
import os

import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.model import Model
from sagemaker.processing import ProcessingOutput, ScriptProcessor
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.functions import Join
from sagemaker.workflow.model_step import ModelStep
from sagemaker.workflow.parameters import ParameterBoolean, ParameterInteger, ParameterString
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import LocalPipelineSession, PipelineSession
from sagemaker.workflow.steps import ProcessingStep, TrainingStep

log = logging.getLogger(__name__)
HERE = os.path.dirname(os.path.abspath(__file__))


def timed(function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        log.info("building")
        return function(*args, **kwargs)

    return call


class ChurnPipeline:
    def __init__(self, region: str, role_arn: str, bucket: str, *, local: bool = False, subnets=None):
        self.region = region
        self.role = role_arn
        self.bucket = bucket
        self.session = LocalPipelineSession() if local else PipelineSession(default_bucket=bucket)
        self.network = sagemaker.network.NetworkConfig(subnets=subnets) if subnets else None
        self.instance_count = ParameterInteger(name="InstanceCount", default_value=1)
        self.days = ParameterString(name="Days", default_value="30")
        self.is_backfill = ParameterBoolean(name="Backfill", default_value=False)

    @property
    def parameters(self):
        return [self.instance_count, self.days, self.is_backfill]

    def _image(self) -> str:
        return sagemaker.image_uris.retrieve("xgboost", region=self.region, version="1.7-1")

    def _features(self):
        processor = ScriptProcessor(
            command=["python3"],
            image_uri=sagemaker.image_uris.retrieve("sklearn", self.region, version="1.2-1"),
            role=self.role,
            instance_count=self.instance_count,
            instance_type="ml.m5.xlarge",
            network_config=self.network,
            sagemaker_session=self.session,
        )
        destination = Join(on="/", values=[f"s3://{self.bucket}", "features", ExecutionVariables.PIPELINE_EXECUTION_ID])
        return ProcessingStep(
            "Features",
            step_args=processor.run(
                code=os.path.join(HERE, "features.py"),
                arguments=["--days", self.days, "--backfill", self.is_backfill.to_string()],
                outputs=[
                    ProcessingOutput(
                        output_name="features", source="/opt/ml/processing/features", destination=destination
                    )
                ],
            ),
        )

    def _training(self, features):
        estimator = Estimator(
            image_uri=self._image(),
            role=self.role,
            instance_type="ml.m5.xlarge",
            instance_count=1,
            hyperparameters={"objective": "binary:logistic", "num_round": "50"},
            output_path=f"s3://{self.bucket}/churn/models",
            sagemaker_session=self.session,
        )
        location = features.properties.ProcessingOutputConfig.Outputs["features"].S3Output.S3Uri
        return TrainingStep(
            "Train", step_args=estimator.fit({"train": TrainingInput(location, content_type="text/csv")})
        )

    def _model(self, trained):
        model = Model(
            image_uri=self._image(),
            model_data=trained.properties.ModelArtifacts.S3ModelArtifacts,
            role=self.role,
            sagemaker_session=self.session,
        )
        return ModelStep("Churn", step_args=model.create(instance_type="ml.m5.large"))

    @timed
    def build(self) -> Pipeline:
        features = self._features()
        trained = self._training(features)
        return Pipeline(
            name="churn",
            parameters=self.parameters,
            steps=[features, trained, self._model(trained)],
            sagemaker_session=self.session,
        )
