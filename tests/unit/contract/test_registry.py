"""Registering builders."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from cursus_tester.contract.registry import REGISTRY, BuilderRegistry, register_builder


def builder_class(name: str, module: str = "team.builders", step_type: Any = "CreateModel") -> type[Any]:
    return type(name, (), {"step_type": step_type, "__module__": module})


def test_registered_under_the_step_name() -> None:
    registry = BuilderRegistry()
    builder = builder_class("RankingModelStepBuilder")
    registry.register(builder)
    registered = registry.builders["RankingModel"]
    assert (registered.step_name, registered.step_type, registered.builder) == ("RankingModel", "CreateModel", builder)
    assert registry.step_name(builder) == "RankingModel"


def test_decorator_fills_the_common_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REGISTRY, "_registered", {})
    builder = register_builder()(builder_class("RankingModelStepBuilder"))
    assert REGISTRY.builders["RankingModel"].builder is builder


def test_unregistered_builder_goes_by_its_class_name() -> None:
    assert BuilderRegistry().step_name(builder_class("RankingModelStepBuilder")) == "RankingModel"


@pytest.mark.parametrize(
    ("name", "step_type", "message"),
    [
        ("RankingModel", "CreateModel", "registered as <Name>StepBuilder"),
        ("StepBuilder", "CreateModel", "registered as <Name>StepBuilder"),
        ("RankingModelStepBuilder", None, "step_type is None, expected a string"),
    ],
)
def test_refused(name: str, step_type: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        BuilderRegistry().register(builder_class(name, step_type=step_type))


@pytest.mark.parametrize(
    ("module", "warned"), [("team.builders", []), ("other.builders", ["replaces the one of team.builders"])]
)
def test_the_last_registration_holds(caplog: pytest.LogCaptureFixture, module: str, warned: list[str]) -> None:
    registry = BuilderRegistry()
    registry.register(builder_class("RankingModelStepBuilder"))
    again = builder_class("RankingModelStepBuilder", module)
    registry.register(again)
    assert registry.builders["RankingModel"].builder is again
    messages = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert len(messages) == len(warned)
    assert all(expected in message for expected, message in zip(warned, messages, strict=True))
