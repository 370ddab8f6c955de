"""Batch transform with a model of the pipeline, on SDK v3."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.core.transformer import Transformer
from sagemaker.core.workflow.pipeline_context import PipelineSession
from sagemaker.mlops.workflow.steps import TransformStep

from cursus_tester.contract.job_configs import TransformConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v3.transform import TransformStepBuilder
from specs.batch_transform import BATCH_TRANSFORM_SPECIFICATION


@register_builder()
class BatchTransformStepBuilder(TransformStepBuilder):
    """Builds a step that predicts for every row of a folder."""

    config: TransformConfig

    def __init__(
        self,
        config: TransformConfig,
        sagemaker_session: PipelineSession | None = None,
        role: str | None = None,
        notebook_root: Path | None = None,
        registry_manager: BuilderRegistry | None = None,
        dependency_resolver: DependencyResolver | None = None,
    ) -> None:
        super().__init__(
            config=config,
            spec=BATCH_TRANSFORM_SPECIFICATION,
            sagemaker_session=sagemaker_session,
            role=role,
            notebook_root=notebook_root,
            registry_manager=registry_manager,
            dependency_resolver=dependency_resolver,
        )

    def _create_transformer(self, model_name: Any) -> Transformer:
        """The job that the config describes."""
        config = self.config
        return Transformer(
            model_name=model_name,
            instance_type=config.instance_type,
            instance_count=config.instance_count,
            strategy=config.strategy,
            assemble_with=config.assemble_with,
            accept=config.accept,
            max_payload=config.max_payload,
            env=self._get_environment_variables(),
            output_path=self._get_outputs({}),
            output_kms_key=config.output_kms_key,
            volume_kms_key=config.volume_kms_key,
            tags=self._get_tags(),
            # Without one the SDK asks AWS for a model that only the pipeline creates (sagemaker-core 2.27.0).
            base_transform_job_name=self._get_step_name(),
            sagemaker_session=self.session,
        )

    def create_step(self, **kwargs: Any) -> TransformStep:
        """The transform step.

        Args:
            **kwargs: ``inputs``, ``dependencies``, ``enable_caching``.
        """
        options = self._read_options(kwargs)
        inputs = self._get_inputs(options.inputs)
        model_name, data = inputs["model_name"], inputs["transform_input"]
        step = TransformStep(
            name=self._get_step_name(),
            step_args=self._create_transformer(model_name).transform(data, **self._get_data_options()),
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        return self._attach_specification(step)
