"""Trains on the days that the run asks for."""

from dataclasses import dataclass

from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionEquals, ConditionOr
from sagemaker.workflow.execution_variables import ExecutionVariables
from sagemaker.workflow.fail_step import FailStep


@dataclass
class WeekdayConditionConfig:
    weekly: str = "weekly"
    manual: str = "manual"


class WeekdayConditionStepBuilder:
    def __init__(self, config: WeekdayConditionConfig, sagemaker_session=None):
        self.config = config

    def create_step(self, dependencies=None) -> ConditionStep:
        started = ConditionEquals(left=ExecutionVariables.PIPELINE_NAME, right=self.config.weekly)
        asked = ConditionEquals(left=ExecutionVariables.PIPELINE_NAME, right=self.config.manual)
        return ConditionStep(
            name="WeekdayCondition",
            conditions=[ConditionOr([started, asked])],
            if_steps=[],
            else_steps=[FailStep("NotToday", error_message="not asked for")],
            depends_on=list(dependencies or []),
        )
