"""Which of the loaded modules are looked at for the team's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from cursus_tester.observation import loaded_modules


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaded_modules, "_early", [])
    monkeypatch.setattr(sys, "modules", dict(sys.modules))


def load(name: str, folder: Path) -> ModuleType:
    module = sys.modules[name] = ModuleType(name)
    module.__file__ = str(folder / f"{name}.py")
    return module


def found() -> dict[str, ModuleType]:
    return dict(loaded_modules.loaded_modules())


def test_all_are_looked_at() -> None:
    assert found() == {name: each for name, each in sys.modules.items() if isinstance(each, ModuleType)}


def test_libraries_can_be_left_out(tmp_path: Path) -> None:
    early = load("early", tmp_path)
    loaded_modules.leave_out_libraries()
    late, again = load("late", tmp_path), load("again", tmp_path)
    assert {**found(), "early": early, "late": late, "again": again} == found()
    assert not {"json", "pytest", "sys", "cursus_tester"} & found().keys()


def test_it_is_as_it_is_loaded_now(tmp_path: Path) -> None:
    load("early", tmp_path)
    load("gone", tmp_path)
    loaded_modules.leave_out_libraries()
    del sys.modules["gone"]
    another = load("early", tmp_path / "other")
    assert found()["early"] is another
    assert "gone" not in found()
    del sys.modules["json"]
    sys.modules["json"] = json
    assert found()["json"] is json
