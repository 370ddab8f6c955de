"""What each format makes of the example, to the last character: the files in ``expected/``."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_tester.reports.renderers import RENDERERS
from cursus_tester.reports.rendering import RenderOptions
from tests.unit.reports.example import full_report

EXPECTED = sorted(Path(__file__).parent.joinpath("expected").iterdir())


@pytest.mark.parametrize("file", EXPECTED, ids=lambda file: file.name)
def test_exact_text(file: Path) -> None:
    assert RENDERERS[file.stem](full_report(), RenderOptions()) == file.read_text(encoding="utf-8")
