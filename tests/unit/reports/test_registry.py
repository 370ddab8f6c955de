"""The renderers by name."""

from __future__ import annotations

import pytest

from cursus_tester.reports import RENDERERS, RenderOptions
from cursus_tester.reports.json import render_json
from cursus_tester.reports.terminal import render_terminal
from tests.unit.reports.example import full_report


def test_each_name_gives_its_format() -> None:
    options = RenderOptions(color=True, width=90)

    assert {name: render(full_report(), options) for name, render in RENDERERS.items()} == {
        "json": render_json(full_report()),
        "terminal": render_terminal(full_report(), color=True, width=90),
    }


@pytest.mark.parametrize("name", list(RENDERERS))
def test_same_report_gives_same_text(name: str) -> None:
    first, second = (RENDERERS[name](full_report(), RenderOptions()) for _ in range(2))

    assert first == second
    assert first.endswith("\n")
