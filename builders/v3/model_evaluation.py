"""Evaluation of a model in a container of one's own, on SDK v3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.core.workflow.properties import PropertyFile
from sagemaker.mlops.workflow.steps import ProcessingStep

from cursus_tester.contract.configs import Text
from cursus_tester.contract.job_configs import ProcessingConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v3.processing import ProcessingStepBuilder
from specs.model_evaluation import MODEL_EVALUATION_SPECIFICATION


class ModelEvaluationConfig(ProcessingConfig):
    """Config of the ModelEvaluation step."""

    #: The container, in the account's own registry.
    image_uri: Text
    #: The measure by which models are compared, such as ``auc``: the contract's ``EVALUATION_METRIC``.
    evaluation_metric: Text


@register_builder()
class ModelEvaluationStepBuilder(ProcessingStepBuilder):
    """Builds a step that measures a model by held-out rows, with the config's script and container."""

    config: ModelEvaluationConfig

    def __init__(
        self,
        config: ModelEvaluationConfig,
        sagemaker_session: PipelineSession | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=MODEL_EVALUATION_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def validate_configuration(self) -> None:
        """Raise on a missing field."""
        self._require_fields("instance_type", "entry_point", "source_dir", "image_uri", "evaluation_metric")

    def _create_processor(self) -> ScriptProcessor:
        """The processor that runs the script in the config's container."""
        return ScriptProcessor(image_uri=self.config.image_uri, command=["python3"], **self._get_processor_arguments())

    def create_step(self, **kwargs: Any) -> ProcessingStep:
        """The processing step, whose metrics conditions can read.

        Args:
            **kwargs: ``inputs``, ``dependencies``, ``enable_caching``.
        """
        step = super().create_step(**kwargs)
        step.property_files = [PropertyFile(name="EvaluationReport", output_name="evaluation", path="evaluation.json")]
        return step
