"""The pipeline parameters that a config holds: whoever assembles the pipeline declares them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cursus_tester.configs.fields import is_config_like
from cursus_tester.configs.variants import values_of
from cursus_tester.sdk.installed import sdk

_MAX_DEPTH = 6


def parameters_in(value: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the parameters that a config holds, in its containers and in configs inside it, too."""
    pipelines = sdk().pipelines
    if depth > _MAX_DEPTH:
        return
    if pipelines.is_parameter(value):
        yield value
        return
    held: list[Any] = list(pipelines.joined(value))
    if isinstance(value, Mapping):
        held = list(value.values())
    elif isinstance(value, (list, tuple, set, frozenset)):
        held = list(value)
    elif depth == 0 or is_config_like(type(value)):
        held = list(values_of(value).values())
    for each in held:
        yield from parameters_in(each, depth + 1)
