"""Batch transform jobs of a model of the pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sagemaker.inputs import TransformInput
from sagemaker.session import Session
from sagemaker.transformer import Transformer
from sagemaker.workflow.steps import TransformStep

from cursus_tester.contract.job_configs import TransformConfig
from cursus_tester.contract.registry import BuilderRegistry, register_builder
from cursus_tester.contract.resolver import DependencyResolver
from cursus_tester.contract.v2.transform import TransformStepBuilder
from specs.batch_transform import BATCH_TRANSFORM_SPECIFICATION


@register_builder()
class BatchTransformStepBuilder(TransformStepBuilder):
    """Builds a step that predicts for every row of a folder."""

    config: TransformConfig

    def __init__(
        self,
        config: TransformConfig,
        sagemaker_session: Session | None = None,
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
            sagemaker_session=self.session,
        )

    def create_step(self, **kwargs: Any) -> TransformStep:
        """The transform step.

        Args:
            **kwargs: ``inputs``, ``dependencies``, ``enable_caching``.
        """
        options = self._read_options(kwargs)
        inputs = self._get_inputs(options.inputs)
        transformer, data = self._create_transformer(inputs["model_name"]), inputs["transform_input"]
        # Under a Session transform() would start the job (sagemaker 2.257.7).
        job: dict[str, Any] = (
            {"step_args": transformer.transform(data, **self._get_data_options())}
            if self._is_deferred
            else {"transformer": transformer, "inputs": TransformInput(data=data, **self._get_data_options())}
        )
        step = TransformStep(
            name=self._get_step_name(),
            **job,
            depends_on=options.dependencies,
            cache_config=self._get_cache_config(kwargs),
        )
        transform: TransformStep = self._attach_specification(step)
        return transform
