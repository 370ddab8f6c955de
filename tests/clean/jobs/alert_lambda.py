"""Tells a channel what a report says, and compares it with an earlier one where there is any."""

from dataclasses import dataclass

from sagemaker.lambda_helper import Lambda
from sagemaker.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep
from sagemaker.workflow.steps import CacheConfig


@dataclass
class AlertConfig:
    function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:alert"
    level: str = "info"
    timeout: int = 120

    def __post_init__(self):
        if not self.function_arn.startswith("arn:"):
            raise ValueError("function_arn must be an ARN")


class AlertStepBuilder:
    def __init__(self, config: AlertConfig, sagemaker_session=None, role=None):
        self.config = config
        self.session = sagemaker_session

    def create_step(self, inputs=None, dependencies=None, enable_caching=False):
        inputs = inputs or {}
        if not inputs.get("report"):
            raise ValueError("report is missing")
        payload = {"report": inputs["report"], "level": self.config.level}
        if inputs.get("baseline"):
            payload["baseline"] = inputs["baseline"]
        return LambdaStep(
            name="Alert",
            lambda_func=Lambda(
                function_arn=self.config.function_arn, timeout=self.config.timeout, session=self.session
            ),
            inputs=payload,
            outputs=[LambdaOutput(output_name="verdict", output_type=LambdaOutputTypeEnum.String)],
            depends_on=list(dependencies or []),
            cache_config=CacheConfig(enable_caching=True, expire_after="P1D") if enable_caching else None,
        )
