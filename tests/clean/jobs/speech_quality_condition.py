"""Goes on only if the model is good enough; finds the evaluation by the property file that it has."""

from dataclasses import dataclass
from typing import Any, Iterable, Optional

from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo, ConditionLessThanOrEqualTo
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import Join, JsonGet


@dataclass
class SpeechQualityConfig:
    min_auc: float = 0.75
    max_bias: float = 0.1
    report: str = "EvaluationReport"
    message: str = "The model is not good enough"

    def __post_init__(self):
        if not self.report:
            raise ValueError("report is empty")


class SpeechQualityConditionStepBuilder:
    spec = {
        "step_type": "Condition",
        "dependencies": {
            "evaluation": {
                "required": True,
                "dependency_type": "processing_output",
                "compatible_sources": ["Evaluation"],
            }
        },
        "outputs": {},
    }

    def __init__(
        self,
        config: SpeechQualityConfig,
        sagemaker_session: Any = None,
        role: Optional[str] = None,
        registry_manager: Any = None,
        dependency_resolver: Any = None,
    ):
        self.config = config

    def create_step(
        self,
        inputs: Optional[dict] = None,
        dependencies: Iterable[Any] = (),
        if_steps: Iterable[Any] = (),
        enable_caching: bool = False,
    ):
        dependencies = list(dependencies or ())
        evaluation = next((step for step in dependencies if getattr(step, "property_files", None)), None)
        # A property knows the step that it is of.
        evaluation = next(iter(getattr((inputs or {}).get("evaluation"), "_referenced_steps", ())), evaluation)
        if evaluation is None:
            raise ValueError("evaluation is missing: pass the step with the property file in dependencies")

        def metric(path):
            return JsonGet(step_name=evaluation.name, property_file=self.config.report, json_path=path)

        step = ConditionStep(
            name="SpeechQuality",
            conditions=[
                ConditionGreaterThanOrEqualTo(left=metric("metrics.auc.value"), right=self.config.min_auc),
                ConditionLessThanOrEqualTo(left=metric("metrics.bias.value"), right=self.config.max_bias),
            ],
            if_steps=list(if_steps),
            else_steps=[
                FailStep(
                    "SpeechQualityFailed",
                    error_message=Join(on=": ", values=[self.config.message, metric("metrics.auc.value")]),
                )
            ],
            depends_on=dependencies,
        )
        step._spec = self.spec
        return step
