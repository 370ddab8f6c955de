"""The hyperparameters that configs hold, and what scenarios add to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: Names under which configs keep hyperparameters.
FIELDS = ("hyperparameters", "hyper_parameters", "hyperparams", "training_hyperparameters")
#: A hyperparameter that no script has.
ADDED = "conformance_rate"


def hyperparameter_fields(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that hold a dictionary of hyperparameters."""
    return tuple(name for name in FIELDS if isinstance(config.get(name), dict))
