"""A function that says which model is approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sagemaker.lambda_helper import Lambda
from sagemaker.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep


@dataclass
class ApprovalLookupConfig:
    function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:approval-lookup"
    group: str = "sales-models"


class ApprovalLookupStepBuilder:
    def __init__(self, config: ApprovalLookupConfig, sagemaker_session: Any = None, role: str | None = None) -> None:
        self.config, self.session = config, sagemaker_session

    def create_step(self, dependencies: list[Any] | None = None, **_: Any) -> LambdaStep:
        return LambdaStep(
            name="ApprovalLookup",
            lambda_func=Lambda(function_arn=self.config.function_arn, session=self.session),
            inputs={"group": self.config.group},
            outputs=[LambdaOutput(output_name="model_uri", output_type=LambdaOutputTypeEnum.String)],
            depends_on=list(dependencies or []),
        )
