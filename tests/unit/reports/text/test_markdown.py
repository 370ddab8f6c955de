"""What of unknown text Markdown gets to see."""

from __future__ import annotations

import pytest

from cursus_tester.reports.text.markdown import code, prose


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, 1.5 (or so) - that's all!", "plain words, 1.5 (or so) - that's all!"),
        ("`model` is *not* __here__ ~~now~~", r"\`model\` is \*not\* \_\_here\_\_ \~\~<!-- -->now\~\~"),
        ("[x](y) ![i](j) a | b \\", r"\[x\](y) !\[i\](j) a \| b \\"),
        ("<script>&amp;</script>", "&lt;script&gt;&amp;<!-- -->amp;&lt;/script&gt;"),
        ("ask @team/x in #12, !3 or GH-4", "ask @<!-- -->team/x in #<!-- -->12, !<!-- -->3 or GH<!-- -->-4"),
        ("https://x.test www.x.test me@x.test", "https:<!-- -->//x.test www<!-- -->.x.test me@<!-- -->x.test"),
        (":smile: $x$", ":<!-- -->smile: <span>$</span><!-- -->x<span>$</span>"),
        ("one\ntwo\r\x1b[1m\u202e", "one<br>two\\\\r\\\\x1b\\[1m\\\\u202e"),
        ("<!-- x -->", "&lt;!-- x --&gt;"),
    ],
)
def test_prose_does_nothing(text: str, expected: str) -> None:
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "in_table"),
    [
        ("a.py:3:4", "`a.py:3:4`", "`a.py:3:4`"),
        ("a|b", "`a|b`", r"`a\|b`"),
        ("`", "`` ` ``", "`` ` ``"),
        ("a``b`c", "```a``b`c```", "```a``b`c```"),
        (" a", "`  a `", "`  a `"),
        ("a\nb<br>", r"`a\nb<br>`", r"`a\nb<br>`"),
        ("", "", ""),
    ],
)
def test_code_ends_where_it_should(text: str, expected: str, in_table: str) -> None:
    assert code(text) == expected
    assert code(text, in_table=True) == in_table
