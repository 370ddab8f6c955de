"""Releases a model where the evaluation is good and the region is served."""

from dataclasses import dataclass
from typing import Any, Optional, Sequence

from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo, ConditionIn, ConditionNot
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import JsonGet
from sagemaker.workflow.steps import ProcessingStep


@dataclass
class ReleaseConfig:
    min_accuracy: float = 0.8
    blocked: Sequence[str] = ("unknown", "test")
    metric: str = "accuracy"
    failure: str = "not good enough"


class ReleaseConditionStepBuilder:
    def __init__(self, config: ReleaseConfig, sagemaker_session: Any = None, role: Optional[str] = None):
        if not config.metric:
            raise ValueError("metric must be given")
        self.config = config

    def _evaluation(self, dependencies):
        for step in dependencies:
            if isinstance(step, ProcessingStep) and step.property_files:
                return step, step.property_files[0]
        raise ValueError("an evaluation step with a property file must be among dependencies")

    def create_step(
        self, dependencies: Optional[Sequence[Any]] = None, if_steps: Sequence[Any] = (), else_steps: Sequence[Any] = ()
    ):
        steps = list(dependencies or ())
        evaluation, report = self._evaluation(steps)
        value = JsonGet(step_name=evaluation.name, property_file=report.name, json_path=f"metrics.{self.config.metric}")
        origin = JsonGet(step_name=evaluation.name, property_file=report.name, json_path="data.origin")
        conditions = [
            ConditionGreaterThanOrEqualTo(left=value, right=self.config.min_accuracy),
            ConditionNot(ConditionIn(value=origin, in_values=list(self.config.blocked))),
        ]
        otherwise = list(else_steps) or [FailStep(name="NotReleased", error_message=self.config.failure)]
        return ConditionStep(
            name="Release", conditions=conditions, if_steps=list(if_steps), else_steps=otherwise, depends_on=steps
        )
