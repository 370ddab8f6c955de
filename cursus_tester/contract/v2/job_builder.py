"""Base class of the builders of jobs, whose steps SageMaker Pipelines can cache."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig

from cursus_tester.contract import job_builder


class JobStepBuilder(job_builder.JobStepBuilder):
    """Base of the builders of jobs on SDK v2."""

    def _get_cache_config(self, kwargs: Mapping[str, Any]) -> CacheConfig | None:
        """Caching, where ``enable_caching`` asks for it."""
        duration = self._get_cache_duration(kwargs)
        return CacheConfig(enable_caching=True, expire_after=duration) if duration else None

    @property
    def _is_deferred(self) -> bool:
        """Whether a method that starts a job only describes it; under a ``Session`` it would run while building."""
        return isinstance(self.session, PipelineSession)
