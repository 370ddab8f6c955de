"""Escape untrusted text for Markdown that GitHub or GitLab renders.

Both look for mentions, references and addresses after they have parsed Markdown, so a backslash does not stop them. An
empty comment does: it splits the text that they look at.
"""

from __future__ import annotations

import re

from cursus_tester.reports.text.plain import visible

_SEPARATOR = "<!-- -->"
#: Placeholder for `_SEPARATOR` while the rest is escaped; `visible` removes it from the text.
_MARK = "\0"
#: Starts of mentions, references, emoji and addresses.
_LINK_START = re.compile(r"[@#!%~&$](?=\w)|:(?=//|[\w+-]+:)|\bwww(?=\.)|\bGH(?=-\d)", re.IGNORECASE)
_MARKUP = re.compile(r"[\\`*_\[\]|~]")
#: A dollar sign starts a formula, on GitHub even after a backslash.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "<span>$</span>"})


def prose(text: str) -> str:
    """Return `text` as Markdown that shows it literally. It must not start a line."""
    shown = _LINK_START.sub(rf"\g<0>{_MARK}", visible(text, keep_line_breaks=True))
    escaped = _MARKUP.sub(r"\\\g<0>", shown).translate(_ENTITIES)
    return escaped.replace(_MARK, _SEPARATOR).replace("\n", "<br>")


def code(text: str, *, in_table: bool = False) -> str:
    """Return `text` as a code span; empty where it is empty.

    Args:
        in_table: Whether it goes into a table, where a bar ends the cell also within code.
    """
    shown = visible(text)
    if not shown:
        return ""
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    padding = " " if shown[0] in "` " or shown[-1] in "` " else ""
    span = f"{fence}{padding}{shown}{padding}{fence}"
    return span.replace("|", r"\|") if in_table else span
