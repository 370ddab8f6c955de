"""What a Markdown parser sees in a text; rich brings it along."""

from __future__ import annotations

import re
from collections import Counter

from markdown_it import MarkdownIt
from markdown_it.token import Token

#: What our own text consists of.
_HARMLESS_HTML = re.compile(r"<br>|<!-- -->|</?span>|</?details>|<details><summary>[^<>]*</summary>")


def markup(text: str) -> Counter[str]:
    """How often each kind of markup is there: links, images, headings, items, foreign HTML and so on."""
    found: Counter[str] = Counter()
    for token in _tokens(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)):
        if token.type in ("html_inline", "html_block"):
            rest = _HARMLESS_HTML.sub("", token.content).strip()
            found.update([f"html {rest}"] if rest else [])
        elif token.type not in ("text", "inline", "softbreak", "code_inline") and token.nesting != -1:
            found[token.type] += 1
        if token.type == "text" and re.search(r"[@#]\w|://|www\.", token.content):
            found[f"reference in {token.content}"] += 1
    return found


def _tokens(tokens: list[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *_tokens(token.children or []))]
