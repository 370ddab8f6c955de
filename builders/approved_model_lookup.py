"""A function that says which version of a model is approved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from sagemaker.lambda_helper import Lambda
from sagemaker.session import Session
from sagemaker.workflow.lambda_step import LambdaOutput, LambdaOutputTypeEnum, LambdaStep

from cursus_tester.contract.builder_base import StepBuilderBase
from cursus_tester.contract.configs import Text
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from specs.approved_model_lookup import APPROVED_MODEL_LOOKUP_SPECIFICATION


class ApprovedModelLookupConfig(BaseModel):
    """Config of the ApprovedModelLookup step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The function, which is deployed by itself.
    function_arn: Annotated[str, Field(pattern=r"^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+$")]
    #: The group of model packages to look in.
    package_group: Text


@register_builder()
class ApprovedModelLookupStepBuilder(StepBuilderBase):
    """Builds a step that asks a function for the approved model of a group. What it answers is not kept."""

    step_type: ClassVar[str] = "Lambda"
    config: ApprovedModelLookupConfig

    def __init__(
        self,
        config: ApprovedModelLookupConfig,
        sagemaker_session: Session | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=APPROVED_MODEL_LOOKUP_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def validate_configuration(self) -> None:
        """Raise on a missing field."""
        self._require_fields("function_arn", "package_group")

    def _get_outputs(self, outputs: Mapping[str, Any]) -> list[LambdaOutput]:
        """What the function answers, as the specification says."""
        return [
            LambdaOutput(output_name=each.logical_name, output_type=LambdaOutputTypeEnum.String)
            for each in self.spec.outputs
        ]

    def _get_function(self) -> Lambda:
        # Any: the SDK annotates its optional session as one that is there.
        session: Any = self.session
        return Lambda(function_arn=self.config.function_arn, session=session)

    def create_step(self, **kwargs: Any) -> LambdaStep:
        """The Lambda step.

        Args:
            **kwargs: ``dependencies``; ``enable_caching`` is ignored with a warning.
        """
        options = self._read_options(kwargs)
        if self._extract_param(kwargs, "enable_caching", False):
            self.log_warning("Which model is approved changes between runs: enable_caching is ignored")
        step = LambdaStep(
            name=self._get_step_name(),
            lambda_func=self._get_function(),
            inputs={"package_group": self.config.package_group},
            outputs=self._get_outputs({}),
            depends_on=options.dependencies,
        )
        lookup: LambdaStep = self._attach_specification(step)
        return lookup
