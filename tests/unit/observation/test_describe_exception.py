"""Whose refusal an exception is: that of the team's code, of a base of it, or of a library that it calls."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cursus_tester.evidence.scenario import Stage
from cursus_tester.observation.describe import describe_exception
from cursus_tester.observation.team_code import TeamCode

INSTALLED = """
class Base:
    def __init__(self, role=None):
        if role is None:
            refuse("a role is required")

def refuse(text):
    raise ValueError(text)
"""
TEAM = """
import acme_numbers
from acme_framework import Base

class Builder(Base):
    pass

class Own:
    def __init__(self, role=None):
        raise ValueError("a role is required")

class Caller(Base):
    def __init__(self, role=None):
        acme_numbers.refuse("this is no number")
"""


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A module of a team, a framework that it derives from, and a library that it calls."""
    installed = tmp_path / "site-packages"
    for folder, text in (("acme_framework", INSTALLED), ("acme_numbers", INSTALLED)):
        (installed / folder).mkdir(parents=True)
        (installed / folder / "__init__.py").write_text(text, encoding="utf-8")
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "acme_team_model.py").write_text(TEAM, encoding="utf-8")
    monkeypatch.syspath_prepend(str(installed))
    monkeypatch.syspath_prepend(str(tmp_path / "team"))
    yield importlib.import_module("acme_team_model")
    for name in ("acme_framework", "acme_numbers", "acme_team_model"):
        del sys.modules[name]


@pytest.mark.parametrize(
    ("name", "is_refusal"),
    [("Builder", True), ("Own", True), ("Caller", False)],
)
def test_a_library_that_is_called_refuses_nothing_for_the_builder(
    team: Any, tmp_path: Path, name: str, is_refusal: bool
) -> None:
    with pytest.raises(ValueError, match=r"a role is required|this is no number") as raised:
        getattr(team, name)()

    problem = describe_exception(
        raised.value, Stage.CONSTRUCT, TeamCode((str(tmp_path / "team"),), str(tmp_path / "team"))
    )

    assert problem.is_refusal is is_refusal
