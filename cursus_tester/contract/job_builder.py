"""Base class of the builders of jobs, for either version of the SDK."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cursus_tester.contract.builder_base import StepBuilderBase


class JobStepBuilder(StepBuilderBase):
    """Base of the builders of processing, training, tuning and transform steps."""

    def _get_environment_variables(self) -> dict[str, Any]:
        """The contract's variables, overridden by ``config.env``."""
        return {**super()._get_environment_variables(), **self.config.env}

    def _get_tags(self) -> Any:
        """A copy of ``config.tags``, which becomes part of the request."""
        return copy.deepcopy(self.config.tags)

    def _get_cache_duration(self, kwargs: Mapping[str, Any]) -> str | None:
        """How old a cached result may be, where ``enable_caching`` asks for caching."""
        duration: str | None = self.config.cache_expire_after if kwargs.get("enable_caching") else None
        return duration

    def _get_code(self) -> str:
        """The script that the job runs."""
        return str(Path(self._get_source_dir()) / self.config.entry_point)

    def _get_job_arguments(self) -> list[str] | None:
        """The contract's arguments with the config's values; ``None`` where there are none."""
        values = {**self.spec.script_contract.expected_arguments, **self.config.job_arguments}
        return [text for name, value in values.items() for text in (f"--{name}", value)] or None

    def _check_hyperparameters(self) -> None:
        """Raise a ``ValueError`` for a hyperparameter that the script needs and the config does not have."""
        needed = self.spec.script_contract.required_hyperparameters
        missing = [name for name in needed if name not in self.config.hyperparameters]
        if missing:
            raise ValueError(
                f"{type(self).__name__}: config.hyperparameters has no {', '.join(missing)}, which the script needs"
            )
