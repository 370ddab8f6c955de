"""Which builders of a baseline are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester.decisions.baseline import Baseline
from cursus_tester.decisions.stored_baseline import StoredBaseline


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class AStepBuilder:\n    def create_step(self): ...\n", False),
        ("class BStepBuilder:\n    def create_step(self): ...\n", True),
        ("", True),
        ("class AStepBuilder(:\n", False),
        (None, True),
    ],
    ids=["there", "renamed", "empty", "does not parse", "no file"],
)
def test_a_builder_that_is_gone(tmp_path: Path, source: str | None, expected: bool) -> None:
    if source is not None:
        (tmp_path / "a.py").write_text(source, encoding="utf-8")
    stored = StoredBaseline(file=str(tmp_path / "debt.json"), baseline=Baseline())

    assert stored.is_gone("a.py::AStepBuilder") is expected
