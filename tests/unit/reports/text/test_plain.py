"""What of unknown text is shown as it is, and what as an escape."""

from __future__ import annotations

import pytest

from cursus_tester.reports.text.plain import visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("builders/xgboost_model.py", "builders/xgboost_model.py"),
        ("é 模型 — ✓ \\n [bold]", "é 模型 — ✓ \\n [bold]"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\rb\bc\x00\x7f\x9b", "a\\rb\\x08c\\x00\\x7f\\x9b"),
        ("line\nbreak\ttab", "line\\nbreak\\ttab"),
        ("user\u202enimda", "user\\u202enimda"),
        ("zero\u200bwidth\u2028line", "zero\\u200bwidth\\u2028line"),
        ("lone \udce9 surrogate", "lone \\udce9 surrogate"),
    ],
)
def test_invisible_characters_are_escaped(text: str, expected: str) -> None:
    assert visible(text) == expected


def test_line_breaks_can_be_kept_and_nothing_else() -> None:
    assert visible("one\ntwo\r\n\x1b[2J", keep_line_breaks=True) == "one\ntwo\\r\n\\x1b[2J"
