"""Configs varied: validated again where the class can, the original left alone, whatever made the class."""

from __future__ import annotations

import dataclasses
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import attr
import pytest
from pydantic import BaseModel, ConfigDict, Field, v1

from cursus_tester.configs.variants import plain_values, value_of, values_of, vary


class Version(Enum):
    OLD = "1.5-1"
    NEW = "1.7-1"


class Model(BaseModel):
    model_config = ConfigDict(frozen=True)
    version: str = Field(default="1.5-1", pattern="^1", alias="frameworkVersion")
    env: dict[str, str] = {}


class ModelV1(v1.BaseModel):
    version: str = v1.Field(default="1.5-1", regex="^1", alias="frameworkVersion")
    env: dict[str, str] = {}


class Unvalidated(BaseModel):
    version: str = "1.5-1"
    token: str = Field(default="", max_length=3)


@dataclasses.dataclass(frozen=True)
class Data:
    version: str = "1.5-1"

    def __post_init__(self) -> None:
        if not self.version.startswith("1"):
            raise ValueError("version")


@attr.frozen
class Attrs:
    _version: str = "1.5-1"

    @property
    def version(self) -> str:
        return self._version


class Named(NamedTuple):
    version: str = "1.5-1"


class Plain:
    def __init__(self, version: str = "1.5-1") -> None:
        if not version.startswith("1"):
            raise ValueError("version")
        self.version = version


@dataclasses.dataclass
class Rich:
    version: Version = Version.OLD
    source_dir: Path = Path("code")
    subnets: tuple[str, ...] = ("a",)


@dataclasses.dataclass
class Outer:
    inner: Data = dataclasses.field(default_factory=Data)
    name: str = "n"


CONFIGS = (
    Model(),
    ModelV1(),
    Data(),
    Named(),
    Plain(),
    {"version": "1.5-1"},
    SimpleNamespace(version="1.5-1"),
    Outer(),
)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: type(config).__name__)
def test_varied_copy(config: Any) -> None:
    varied = vary(config, {"version": "1.7-1"})
    assert (value_of(varied, "version"), value_of(config, "version")) == ("1.7-1", "1.5-1")
    assert type(varied) is type(config)
    assert vary(config, {}) is config


def test_private_attrs_field() -> None:
    assert vary(Attrs(), {"_version": "1.7-1"}).version == "1.7-1"


@pytest.mark.parametrize(
    "config", [Model(), ModelV1(), Data(), Plain(), Outer()], ids=lambda config: type(config).__name__
)
def test_change_is_validated(config: Any) -> None:
    with pytest.raises(ValueError, match=r"(?i)version"):
        vary(config, {"version": "2"})


def test_config_that_its_own_class_would_not_take_is_copied() -> None:
    config = Unvalidated.model_construct(version="1.5-1", token="long token", _fields_set={"version", "token"})
    assert vary(config, {"version": "1.7-1"}).version == "1.7-1"


def test_types_are_kept() -> None:
    varied = vary(Rich(), {"version": "1.7-1", "source_dir": "other", "subnets": ["b"]})
    assert varied == Rich(version=Version.NEW, source_dir=Path("other"), subnets=("b",))
    with pytest.raises(ValueError, match="not a valid Version"):
        vary(Rich(), {"version": "9.9"})
    assert vary(Rich(), {"version": ""}).version == ""


def test_names_and_plain_values() -> None:
    assert tuple(values_of(Outer())) == ("inner", "name", "version")
    assert plain_values(Rich()) == {"version": "1.5-1", "source_dir": "code", "subnets": ["a"]}
    assert plain_values({"env": {"A": 1}}) == {"env": {"A": 1}}
