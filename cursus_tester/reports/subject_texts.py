"""Take a long JSON report apart without holding all of its text: its outline, then the text of one subject at a time.

Only the layout in which reports are written is taken apart so; whoever reads another one reads it whole. Nothing is
taken for granted: the outline says that it is one, by being valid JSON that ends where the subjects begin, and every
subject by being one JSON value from the first character to the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

#: What comes before the first subject, between two and after the last one. No text in JSON holds a line break.
_BEFORE, _BETWEEN, _AFTER = b'"subjects": [', b"\n    },", b"\n    }\n  ]\n}"
_CLOSED = b"\n    }"
_BLOCK = 1 << 20


class OtherLayout(ValueError):
    """The text is not laid out as reports are written."""


def outline_of(stream: BinaryIO) -> tuple[bytes, Iterator[bytes]]:
    """Return a report without its subjects, and the texts of these, to be read one by one.

    Raises:
        OtherLayout: The text has another layout. The iterator raises it too.
    """
    text = b""
    while _BEFORE not in text:
        block = stream.read(_BLOCK)
        if not block:
            raise OtherLayout
        text += block
    head, _, rest = text.partition(_BEFORE)
    return head + _BEFORE + b"]}", _subjects(rest, stream)


def _subjects(rest: bytes, stream: BinaryIO) -> Iterator[bytes]:
    while True:
        *complete, rest = rest.split(_BETWEEN)
        for text in complete:
            yield text + _CLOSED
        block = stream.read(_BLOCK)
        if not block:
            break
        rest += block
    last, end, behind = rest.partition(_AFTER)
    if not end or behind.strip():
        raise OtherLayout
    yield last + _CLOSED
