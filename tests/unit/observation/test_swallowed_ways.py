"""The keywords for inputs that ``create_step`` takes among any others and does not read."""

from __future__ import annotations

from typing import Any

import pytest

from cursus_tester.observation.step_reads import swallowed_ways


def _reads_none(self: Any, model_data: Any = None, dependencies: Any = None, **kwargs: Any) -> Any:
    return model_data or dependencies


def _reads_some(self: Any, **kwargs: Any) -> Any:
    return kwargs.get("inputs")


def _hands_on(self: Any, **options: Any) -> Any:
    return [lambda: options]


def _takes_no_others(self: Any, inputs: Any = None) -> Any:
    return inputs


@pytest.mark.parametrize(
    ("function", "found"),
    [(_reads_none, {"inputs"}), (_reads_some, set()), (_hands_on, set()), (_takes_no_others, set()), (print, set())],
)
def test_swallowed_ways(function: Any, found: set[str]) -> None:
    assert swallowed_ways(function) == found
