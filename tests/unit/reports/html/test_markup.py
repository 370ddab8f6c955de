"""What enters an element is escaped, whatever it is."""

from __future__ import annotations

import pytest

from cursus_tester.reports.html.markup import Attribute, Markup, element, join, text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("</script><script>", "&lt;/script&gt;&lt;script&gt;"),
        ("\"double\" 'single'", "&quot;double&quot; &#x27;single&#x27;"),
        ("red\x1b[31m\x00", "red\\x1b[31m\\x00"),
        ("txt.\u202eyp", "txt.\\u202eyp"),
        ("two\nlines", "two\\nlines"),
        ("\udcff", "\\udcff"),
        ("Grüße 你好", "Grüße 你好"),
    ],
)
def test_text_is_escaped(content: str, expected: str) -> None:
    assert text(content) == expected
    assert element("span", content) == f"<span>{expected}</span>"
    assert element("span", title=content) == f'<span title="{expected}"></span>'


def test_markup_is_kept_and_what_it_is_joined_to_by_hand_is_not() -> None:
    bold = element("b", "<")

    assert element("code", bold, "<") == "<code><b>&lt;</b>&lt;</code>"
    assert join(bold, None, "&") == "<b>&lt;</b>&amp;"
    # A plain string again, so that it is escaped as a whole: wrong on the page, and harmless.
    assert element("code", bold + "<i>") == "<code>&lt;b&gt;&amp;lt;&lt;/b&gt;&lt;i&gt;</code>"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, "<td></td>"), (False, "<td></td>"), (True, "<td data-x></td>"), (0, '<td data-x="0"></td>')],
)
def test_attributes(value: Attribute, expected: str) -> None:
    assert element("td", data_x=value) == expected


def test_names_and_ends() -> None:
    assert element("label", for_="query", class_="a b") == '<label for="query" class="a b"></label>\n'
    assert element("meta", charset="utf-8") == '<meta charset="utf-8">\n'
    assert isinstance(element("p"), Markup)
