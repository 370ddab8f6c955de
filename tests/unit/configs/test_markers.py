"""Markers are no defaults, and values are no markers."""

from __future__ import annotations

import copy
import dataclasses
import enum
import inspect
from typing import Any

import attrs
import msgspec
import omegaconf
import pytest
from pydantic_core import PydanticUndefined

from cursus_tester.configs.fields import fields_of
from cursus_tester.configs.markers import says_required, says_unset
from cursus_tester.configs.variants import markers_in, plain_values

UNSET = object()


class Given(enum.Enum):
    NOT_GIVEN = 0
    YES = 1


@pytest.mark.parametrize(
    "value",
    [dataclasses.MISSING, inspect.Parameter.empty, ..., attrs.NOTHING, PydanticUndefined, omegaconf.MISSING],
)
def test_marker_of_what_must_be_given(value: Any) -> None:
    assert says_required(value)


@pytest.mark.parametrize(
    "value", [UNSET, msgspec.UNSET, Given.NOT_GIVEN, type("_Missing", (), {}), type("Unset", (), {})()]
)
def test_marker_of_what_was_not_given(value: Any) -> None:
    assert says_unset(value)
    assert not says_required(value)


@pytest.mark.parametrize("value", [None, "", "missing", 0, False, [], {}, ("unset",), Given.YES, int, 1.5, "??"])
def test_value_is_no_marker(value: Any) -> None:
    assert not says_required(value)
    assert not says_unset(value)


@dataclasses.dataclass
class Config:
    owner: str = omegaconf.MISSING
    key: Any = UNSET
    name: str = "model"


def test_fields_have_no_markers_as_defaults() -> None:
    found = {field.name: (field.required, field.default) for field in fields_of(Config)}
    assert found == {"owner": (True, None), "key": (False, None), "name": (False, "model")}


def test_copies_and_plain_values_of_a_config() -> None:
    config = Config()
    assert copy.deepcopy(config, markers_in(config)).key is UNSET
    assert plain_values(config) == {"owner": None, "key": None, "name": "model"}
