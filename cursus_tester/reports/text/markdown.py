"""Text of unknown origin, made safe to put into Markdown that GitHub or GitLab renders.

Both look for mentions, references and addresses once Markdown has been read, so that a backslash does not stop them. An
empty comment does: it ends the run of text that they look at.
"""

from __future__ import annotations

import re

from cursus_tester.reports.text.plain import visible

_PARTING = "<!-- -->"
#: Stands for `_PARTING` while the rest is escaped; `visible` leaves none in the text.
_MARK = "\0"
#: What starts a mention, a reference or an emoji, and what an address is recognized by.
_LINK_START = re.compile(r"[@#!%~&$](?=\w)|:(?=//|[\w+-]+:)|\bwww(?=\.)|\bGH(?=-\d)", re.IGNORECASE)
_MARKUP = re.compile(r"[\\`*_\[\]|~]")
#: A dollar sign starts a formula, on GitHub also behind a backslash.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "<span>$</span>"})


def prose(text: str) -> str:
    """Return `text` as Markdown that reads the same and does nothing; it goes behind something else on its line."""
    shown = _LINK_START.sub(rf"\g<0>{_MARK}", visible(text, keep_line_breaks=True))
    escaped = _MARKUP.sub(r"\\\g<0>", shown).translate(_ENTITIES)
    return escaped.replace(_MARK, _PARTING).replace("\n", "<br>")


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
