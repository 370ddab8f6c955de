"""Base class of the builders of jobs, whose steps SageMaker Pipelines can cache."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import CacheConfig

from cursus_tester.contract.builder_base import StepBuilderBase


class JobStepBuilder(StepBuilderBase):
    """Base of the builders of processing, training, tuning and transform steps."""

    def _get_environment_variables(self) -> dict[str, Any]:
        """The contract's variables, overridden by ``config.env``."""
        return {**super()._get_environment_variables(), **self.config.env}

    def _get_cache_config(self, kwargs: Mapping[str, Any]) -> CacheConfig | None:
        """Caching, where ``enable_caching`` asks for it."""
        if not self._extract_param(kwargs, "enable_caching", False):
            return None
        return CacheConfig(enable_caching=True, expire_after=self.config.cache_expire_after)

    def _get_tags(self) -> Any:
        """A copy of ``config.tags``, which becomes part of the request."""
        return copy.deepcopy(self.config.tags)

    @property
    def _is_deferred(self) -> bool:
        """Whether a method that starts a job only describes it; under a ``Session`` it would run while building."""
        return isinstance(self.session, PipelineSession)
