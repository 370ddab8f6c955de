"""Conditions on the quality of a model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from sagemaker.session import Session
from sagemaker.workflow.condition_step import ConditionStep
from sagemaker.workflow.conditions import ConditionGreaterThanOrEqualTo
from sagemaker.workflow.fail_step import FailStep
from sagemaker.workflow.functions import JsonGet

from cursus_tester.contract.builder_base import StepBuilderBase
from cursus_tester.contract.configs import Text
from cursus_tester.contract.pipeline_objects import referenced_steps
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from specs.quality_condition import QUALITY_CONDITION_SPECIFICATION


class QualityConditionConfig(BaseModel):
    """Config of the QualityCondition step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The name of the property file that the evaluation step writes, and where the metric is in it.
    property_file: Text = "EvaluationReport"
    json_path: Text = "metrics.auc.value"
    #: The least value that is good enough.
    threshold: float = 0.8


@register_builder()
class QualityConditionStepBuilder(StepBuilderBase):
    """Builds a step that runs the steps of a branch if a metric is high enough, and fails the pipeline otherwise."""

    step_type: ClassVar[str] = "Condition"
    config: QualityConditionConfig

    def __init__(
        self,
        config: QualityConditionConfig,
        sagemaker_session: Session | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=QUALITY_CONDITION_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def validate_configuration(self) -> None:
        """Raise on a missing name or path."""
        self._require_fields("property_file", "json_path")

    def _announce(self, kwargs: Mapping[str, Any], unknown: list[str]) -> None:
        if self._extract_param(kwargs, "enable_caching", False):
            self.log_warning("condition steps do not support caching: enable_caching is ignored")
        super()._announce(kwargs, [name for name in unknown if name not in ("if_steps", "else_steps")])

    def _get_outputs(self, outputs: Mapping[str, Any]) -> None:
        """``None``: a condition has no outputs but its outcome."""
        return None

    def _get_evaluation_step(self, evaluation: object) -> Any:
        """The step that wrote the metrics.

        Raises:
            ValueError: `evaluation` is no output of a step: only a step's property file can be read.
        """
        steps = referenced_steps(evaluation)
        if len(steps) != 1:
            raise ValueError(
                f"{type(self).__name__}: evaluation is a {type(evaluation).__name__}, expected the output of the step "
                "that writes the metrics; pass that step in dependencies=[…]"
            )
        return steps[0]

    def create_step(self, **kwargs: Any) -> ConditionStep:
        """The condition step.

        Args:
            **kwargs: ``inputs``, ``dependencies``; ``if_steps``, and ``else_steps`` (default: the pipeline fails);
                ``enable_caching`` is ignored with a warning.
        """
        options, name = self._read_options(kwargs), self._get_step_name()
        evaluation = self._get_evaluation_step(self._get_inputs(options.inputs)["evaluation"])
        metric: Any = JsonGet(
            step_name=evaluation.name,
            property_file=self.config.property_file,
            json_path=self.config.json_path,
        )
        failed = FailStep(name=f"{name}-Failed", error_message=f"{self.config.json_path} is below the threshold")
        step = ConditionStep(
            name=name,
            conditions=[ConditionGreaterThanOrEqualTo(left=metric, right=self.config.threshold)],
            if_steps=list(self._extract_param(kwargs, "if_steps", [])),
            else_steps=list(self._extract_param(kwargs, "else_steps", [failed])),
            depends_on=options.dependencies,
        )
        condition: ConditionStep = self._attach_specification(step)
        return condition
