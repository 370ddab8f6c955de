"""Style: a plan whose methods add to it and return it, called in a chain."""

from __future__ import annotations

from typing import Any

from sagemaker.core.parameter import CategoricalParameter, ContinuousParameter
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join
from sagemaker.core.workflow.parameters import ParameterString
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.model_step import ModelStep
from sagemaker.mlops.workflow.pipeline import Pipeline
from sagemaker.mlops.workflow.steps import TransformStep, TuningStep
from sagemaker.serve.model_builder import ModelBuilder
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, OutputDataConfig
from sagemaker.train.tuner import HyperparameterTuner

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com/bikes"
BUCKET = "bikes-lake"


class Plan:
    def __init__(self, session: PipelineSession, role: str) -> None:
        self._kw = {"sagemaker_session": session}
        self._session = session
        self._role = role
        self._steps: dict[str, Any] = {}
        self.rides = ParameterString("Rides", default_value="s3://bikes-lake/rides/")
        self.part = ParameterString("Part", default_value="north")

    def with_search(self) -> Plan:
        base = ModelTrainer(
            training_image=f"{ECR}:train-9",
            compute=Compute(instance_type="ml.c5.2xlarge", instance_count=1),
            output_data_config=OutputDataConfig(s3_output_path=f"s3://{BUCKET}/models"),
            hyperparameters={"epochs": 20},
            base_job_name="bikes",
            role=self._role,
            **self._kw,
        )
        search = HyperparameterTuner(
            base,
            "rmse",
            {
                "lr": ContinuousParameter(1e-4, 1e-1, scaling_type="Logarithmic"),
                "act": CategoricalParameter(["relu", "gelu"]),
            },
            metric_definitions=[{"Name": "rmse", "Regex": "rmse: ([0-9\\.]+)"}],
            objective_type="Minimize",
            max_jobs=10,
            max_parallel_jobs=2,
        )
        self._steps["search"] = TuningStep(
            "search", step_args=search.tune([InputData(channel_name="rides", data_source=self.rides)])
        )
        return self

    def _model(self, rank: int) -> ModelBuilder:
        found = self._steps["search"].get_top_model_s3_uri(top_k=rank, s3_bucket=BUCKET, prefix="models")
        return ModelBuilder(image_uri=f"{ECR}:serve-9", s3_model_data_url=found, role_arn=self._role, **self._kw)

    def with_package(self) -> Plan:
        self._steps["package"] = ModelStep(
            "package",
            step_args=self._model(0).register(
                model_package_group_name="bikes",
                content_types=["text/csv"],
                response_types=["text/csv"],
                inference_instances=["ml.c5.large"],
                transform_instances=["ml.c5.xlarge"],
                approval_status="PendingManualApproval",
            ),
        )
        return self

    def with_scores(self) -> Plan:
        model = self._steps["model"] = ModelStep("model", step_args=self._model(0).build())
        job = Transformer(
            model_name=model.properties.ModelName,
            instance_count=2,
            instance_type="ml.c5.xlarge",
            strategy="MultiRecord",
            assemble_with="Line",
            accept="text/csv",
            output_path=Join(
                on="/", values=[f"s3://{BUCKET}/scores", self.part, ExecutionVariables.PIPELINE_EXECUTION_ID]
            ),
            base_transform_job_name="bikes",
            **self._kw,
        )
        self._steps["scores"] = TransformStep(
            "scores",
            step_args=job.transform(self.rides, content_type="text/csv", split_type="Line", join_source="Input"),
        )
        return self

    def build(self) -> Pipeline:
        return Pipeline(
            name="bikes",
            parameters=[self.rides, self.part],
            steps=[*self._steps.values()],
            sagemaker_session=self._session,
        )


def get_pipeline(sagemaker_session: PipelineSession, role: str) -> Pipeline:
    return Plan(sagemaker_session, role).with_search().with_package().with_scores().build()
