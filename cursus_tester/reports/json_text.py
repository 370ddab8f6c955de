"""Plain data as JSON text, whole or piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

import msgspec


def json_text(document: object) -> str:
    """Return a document of plain data as JSON text, ending with a line break."""
    return f"{_text(document)}\n"


def json_pieces(document: Mapping[str, object], name: str, items: Iterable[object]) -> Iterator[str]:
    """Return the pieces of the text of a document that has the list `name` as its last member.

    Of a long list, one item at a time is in memory.
    """
    yield _text({**document, name: []}).removesuffix("]\n}")
    between, end = "\n    ", "]\n}\n"
    for item in items:
        # No text in JSON holds a line break.
        yield between + _text(item).replace("\n", "\n    ")
        between, end = ",\n    ", "\n  ]\n}\n"
    yield end


def _text(document: object) -> str:
    try:
        return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    except UnicodeEncodeError:
        # A file name that is not UTF-8 holds lone surrogates, which no encoder takes; JSON has an escape for them.
        text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8", "backslashreplace").decode()
