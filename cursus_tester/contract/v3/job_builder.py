"""Base class of the builders of jobs, whose steps SageMaker Pipelines can cache."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sagemaker.mlops.workflow.steps import CacheConfig

from cursus_tester.contract import job_builder
from cursus_tester.contract.v3.pipeline_session import require_pipeline_session


class JobStepBuilder(job_builder.JobStepBuilder):
    """Base of the builders of jobs on SDK v3."""

    def _require_role_and_session(self) -> None:
        super()._require_role_and_session()
        require_pipeline_session(self, self.session)

    def _get_cache_config(self, kwargs: Mapping[str, Any]) -> CacheConfig | None:
        """Caching, where ``enable_caching`` asks for it."""
        duration = self._get_cache_duration(kwargs)
        return CacheConfig(enable_caching=True, expire_after=duration) if duration else None
