"""Style: steps handed over one by one, under names of their own, as teams do that know no registry of builders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sagemaker.core.lambda_helper import Lambda
from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.conditions import ConditionLessThanOrEqualTo
from sagemaker.core.workflow.execution_variables import ExecutionVariables
from sagemaker.core.workflow.functions import Join, JsonGet
from sagemaker.mlops.workflow.condition_step import ConditionStep
from sagemaker.mlops.workflow.fail_step import FailStep
from sagemaker.mlops.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.mlops.workflow.steps import TransformStep


@dataclass(frozen=True)
class Limits:
    mse: float = 6.0
    report: str = "EvaluationReport"


class ErrorLimit:
    def __init__(self, limits: Limits):
        self.limits = limits

    def create_step(self, evaluation, if_steps=()) -> ConditionStep:
        value = JsonGet(
            step_name=evaluation.name, property_file=self.limits.report, json_path="regression_metrics.mse.value"
        )
        report = evaluation.properties.ProcessingOutputConfig.Outputs["evaluation"].S3Output.S3Uri
        return ConditionStep(
            name="ErrorLimit",
            conditions=[ConditionLessThanOrEqualTo(left=value, right=self.limits.mse)],
            if_steps=list(if_steps),
            else_steps=[FailStep(name="ErrorTooLarge", error_message=Join(on=" ", values=["see", report]))],
        )


@dataclass(frozen=True)
class Owners:
    function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:notify-owners"


class TellOwners:
    def __init__(self, owners: Owners):
        self.owners = owners

    def create_step(self, registration) -> LambdaStep:
        return LambdaStep(
            name="TellOwners",
            lambda_func=Lambda(function_arn=self.owners.function_arn),
            inputs={
                "model_package": registration.properties.ModelPackageArn,
                "execution": ExecutionVariables.PIPELINE_EXECUTION_ARN,
            },
            outputs=[LambdaOutput(output_name="ticket", output_type=LambdaOutputTypeEnum.String)],
        )


@dataclass(frozen=True)
class BatchConfig:
    instance_type: str = "ml.m5.xlarge"
    bucket: str = "score-bucket"

    def __post_init__(self) -> None:
        for name in ("instance_type", "bucket"):
            if not getattr(self, name):
                raise ValueError(f"BatchConfig: {name} must not be empty")


class NightlyBatch:
    def __init__(self, config: BatchConfig, sagemaker_session: Any):
        self.config, self.session = config, sagemaker_session

    def create_step(self, model_step, customers_uri: str) -> TransformStep:
        transformer = Transformer(
            model_name=model_step.properties.ModelName,
            instance_type=self.config.instance_type,
            instance_count=1,
            strategy="MultiRecord",
            assemble_with="Line",
            accept="text/csv",
            output_path=f"s3://{self.config.bucket}/scores",
            sagemaker_session=self.session,
        )
        step_args = transformer.transform(data=customers_uri, content_type="text/csv", split_type="Line")
        return TransformStep(name="NightlyBatch", step_args=step_args)
