"""Configs with a gap, of every kind of config class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypedDict

import attrs
import pytest
from pydantic import BaseModel, Field, v1

from cursus_tester.configs.with_gaps import with_gap
from cursus_tester.evidence.builder import ConfigField
from cursus_tester.evidence.interface import Gap
from cursus_tester.scenarios.config_gaps import gaps


class Model(BaseModel):
    entry_point: str = Field(min_length=1)
    region: str = "us-east-1"


class ModelV1(v1.BaseModel):
    entry_point: str = v1.Field(min_length=1)
    region: str = "us-east-1"


class Aliased(BaseModel):
    entry_point: str = Field(alias="entryPoint")


@dataclass(frozen=True)
class Data:
    entry_point: str

    def __post_init__(self) -> None:
        if not self.entry_point:
            raise ValueError("entry_point")


@attrs.frozen
class Attrs:
    entry_point: str


class Tuple(NamedTuple):
    entry_point: str


class Dictionary(TypedDict):
    entry_point: str


class Plain:
    entry_point: str


class Constructed:
    def __init__(self, entry_point: str) -> None:
        if not entry_point:
            raise ValueError("entry_point")
        self.entry_point = entry_point


def plain() -> Plain:
    made = Plain()
    made.entry_point = "a.py"
    return made


@pytest.mark.parametrize(
    ("config", "how", "error"),
    [
        (Model(entry_point="a.py"), "absent", "entry_point"),
        (Model(entry_point="a.py"), "None", "entry_point"),
        (Model(entry_point="a.py"), '""', "entry_point"),
        (ModelV1(entry_point="a.py"), "absent", "entry_point"),
        (ModelV1(entry_point="a.py"), '""', "entry_point"),
        (Aliased(entryPoint="a.py"), "absent", "entryPoint"),
        (Data("a.py"), "absent", "entry_point"),
        (Data("a.py"), '""', "entry_point"),
        (Attrs("a.py"), "absent", "entry_point"),
        (Tuple("a.py"), "absent", "entry_point"),
        (Constructed("a.py"), "absent", "entry_point"),
        (Constructed("a.py"), "None", "entry_point"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value,
)
def test_class_refuses_the_gap_itself(config: Any, how: str, error: str) -> None:
    with pytest.raises((TypeError, ValueError), match=error):
        with_gap(config, Gap(field="entry_point", how=how))


@pytest.mark.parametrize("config", [Dictionary(entry_point="a.py"), plain()], ids=["dictionary", "plain"])
def test_field_is_gone_where_no_class_refuses(config: Any) -> None:
    bare = with_gap(config, Gap(field="entry_point", how="absent"))
    empty = with_gap(config, Gap(field="entry_point", how='""'))
    if isinstance(config, dict):
        assert bare == {}
        assert empty == {"entry_point": ""}
    else:
        assert not hasattr(bare, "entry_point")
        assert empty.entry_point == ""
        assert config.entry_point == "a.py"


def field(name: str, default: Any = ..., nullable: bool = False) -> ConfigField:
    return ConfigField(
        name=name, required=default is ..., default=None if default is ... else default, nullable=nullable
    )


@pytest.mark.parametrize(
    ("one", "value", "expected"),
    [
        (field("image_uri"), "x", ["absent", "None", '""']),
        (field("image_uri", nullable=True), "x", ["absent"]),
        (field("image_uri", "x"), "x", []),
        (field("source_dir", "x"), "x", ["None", '""']),
        (field("source_dir", nullable=True), "x", ["absent", "None", '""']),
        (field("source_dir", None, nullable=True), None, []),
        (field("source_dir", None), None, ["None", '""']),
        (field("workers"), 2, []),
    ],
)
def test_which_gaps_are_judged(one: ConfigField, value: Any, expected: list[str]) -> None:
    assert [gap.how for gap in gaps([one], {one.name: value})] == expected


def test_a_config_without_known_fields_has_what_its_values_show() -> None:
    found = list(gaps([], {"entry_point": "a.py", "bucket": "b"}))
    assert {gap.field for gap in found} == {"entry_point"}
