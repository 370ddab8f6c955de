"""Escape invisible characters of untrusted text.

Names, messages and paths come from the code under test. A control character in them could change the reader's terminal,
and a direction mark could make one name look like another.
"""

from __future__ import annotations

import unicodedata

#: Control, format (direction marks, zero-width), surrogate, private, unassigned; line and paragraph separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str, *, keep_line_breaks: bool = False) -> str:
    r"""Return `text` with every invisible character written as an escape, such as ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(
        character if _is_visible(character) or (keep_line_breaks and character == "\n") else _escaped(character)
        for character in text
    )


def _is_visible(character: str) -> bool:
    return (character.isascii() and character.isprintable()) or unicodedata.category(character) not in _INVISIBLE


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
