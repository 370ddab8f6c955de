"""What a builder changes of what it was given shows; what it only reads does not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from cursus_tester.observation.snapshots import Snapshot


@dataclass
class Config:
    env: dict[str, str] = field(default_factory=lambda: {"A": "1"})
    names: list[str] = field(default_factory=lambda: ["x", "y"])
    instance_type: str = "ml.m5.large"
    nested: Any = None

    @functools.cached_property
    def digest(self) -> str:
        return "computed"


def _append(config: Config) -> None:
    config.names.append("z")


def _set_variable(config: Config) -> None:
    config.env["B"] = "2"


def _change_variable(config: Config) -> None:
    config.env["A"] = "2"


def _replace_dictionary(config: Config) -> None:
    config.env = dict(config.env)


def _write_field(config: Config) -> None:
    config.instance_type = "ml.c5.large"


def _reverse(config: Config) -> None:
    config.names.reverse()


def _nested(config: Config) -> None:
    config.nested.env.clear()


def _add_attribute(config: Config) -> None:
    config.__dict__["extra"] = 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_append, ["config.names has gained [2]"]),
        (_set_variable, ["config.env has gained ['B']"]),
        (_change_variable, ["config.env['A'] is '2' and was '1'"]),
        (_replace_dictionary, ["config.env is another object than before"]),
        (_write_field, ["config.instance_type is 'ml.c5.large' and was 'ml.m5.large'"]),
        (_reverse, ["config.names[0] is 'y' and was 'x'", "config.names[1] is 'x' and was 'y'"]),
        (_nested, ["config.nested.env has lost ['A']"]),
        (_add_attribute, ["config has gained .extra"]),
    ],
)
def test_a_change_is_told_once(change: Callable[[Config], None], expected: list[str]) -> None:
    config = Config(nested=Config())
    snapshot = Snapshot("config", config)
    change(config)
    assert list(snapshot.changes()) == expected


def test_reading_changes_nothing() -> None:
    config = Config()
    config.nested = config
    snapshot = Snapshot("config", config)
    assert config.digest == "computed"
    config.__dict__["_cache"] = 1
    assert list(snapshot.changes()) == []
