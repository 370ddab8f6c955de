"""Waivers in sources: ``# cursus-tester: waive SB320 reason="…" expires=2027-01-31``, several rules by comma.

One on the line of a class is for all that its rule finds in the class, one on another line for what it finds there.
"""

from __future__ import annotations

import difflib
import io
import re
import tokenize
from collections.abc import Iterator, Mapping

from cursus_tester.results.finding import Waiver
from cursus_tester.results.subject import Place
from cursus_tester.settings.values import Unfit, date

#: How a comment to us begins. One without the colon is meant for us where it wants to waive.
_START = re.compile(r"#\s*cursus-tester(?:\s*:|(?=\s+waive\b))\s*")
_RULES = re.compile(r"waive\s+([\w-]+(?:\s*,\s*[\w-]+)*)(?:\s+|$)")
_ENTRY = re.compile(r"""([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'#]+)(?:\s+|$)""")
_KEYS = ("reason", "expires", "owner", "ticket", "scenario", "message")
_FORM = '# cursus-tester: waive SB320 reason="…" expires=2027-01-31'


class NotUnderstood(ValueError):
    """A comment to us that is no waiver; the text says what is wrong with it."""


def find_waivers(path: str, data: bytes, rules: Mapping[str, str]) -> tuple[list[Waiver], list[str]]:
    """The waivers in a file, and what is wrong with comments that are meant to be some: one message each.

    Args:
        path: The file as reports show it.
        data: What it holds.
        rules: The id that a rule has, by every id that it has or had.
    """
    waivers: list[Waiver] = []
    problems: list[str] = []
    if b"cursus-tester" not in data:
        return waivers, problems
    for line, comment in _comments(data):
        for text in _START.split(comment)[1:]:
            try:
                waivers += _read(text, Place(path=path, line=line), rules)
            except NotUnderstood as error:
                problems.append(f"{path}:{line}: this waives nothing: {error}; write {_FORM}")
    return waivers, problems


def _comments(data: bytes) -> Iterator[tuple[int, str]]:
    """Line and text of each comment. Of what is no Python, each line from its first ``#``."""
    last = 0
    try:
        for token in tokenize.tokenize(io.BytesIO(data).readline):
            last = token.end[0]
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
    except (SyntaxError, tokenize.TokenError, ValueError):
        for number, line in enumerate(data.split(b"\n")[last:], last + 1):
            _, mark, comment = line.decode("utf-8", "replace").partition("#")
            yield number, mark + comment


def _read(text: str, place: Place, rules: Mapping[str, str]) -> Iterator[Waiver]:
    """A waiver for each rule that a comment names, from what stands behind ``# cursus-tester:``.

    Raises:
        NotUnderstood: It is none.
    """
    head = _RULES.match(text)
    if head is None:
        raise NotUnderstood(f"it says {text.strip()!r}, expected `waive` and rules, separated by commas")
    ids = [id.strip() for id in head[1].split(",")]
    for id in ids:
        if id.upper() not in rules:
            close = difflib.get_close_matches(id.upper(), rules, n=1)
            raise NotUnderstood(f"there is no rule {id}" + (f", did you mean {rules[close[0]]}?" if close else ""))
    values = _values(text[head.end() :])
    if not any(map(str.isalnum, values.get("reason", ""))):
        raise NotUnderstood("it has no reason")
    try:
        expires = date(values["expires"]) if "expires" in values else None
    except Unfit as unfit:
        raise NotUnderstood(f"expires is {values['expires']!r}, expected {unfit}") from unfit
    for id in ids:
        yield Waiver(
            rule=rules[id.upper()],
            reason=values["reason"],
            expires=expires,
            owner=values.get("owner", ""),
            ticket=values.get("ticket", ""),
            scenario=values.get("scenario", ""),
            message=values.get("message", ""),
            place=place,
            origin=f"{place.path}:{place.line}",
        )


def _values(text: str) -> dict[str, str]:
    """The values behind the rules by key, up to a further comment on the line."""
    found: dict[str, str] = {}
    while text and not text.startswith("#"):
        entry = _ENTRY.match(text)
        if entry is None:
            raise NotUnderstood(f"it says {text.strip()!r}, expected key=value, in quotes where there are blanks")
        key, value = entry[1], entry[2]
        if key not in _KEYS:
            close = difflib.get_close_matches(key, _KEYS, n=1)
            meant = f"did you mean {close[0]}? " if close else ""
            raise NotUnderstood(f"there is no {key}, {meant}known: {', '.join(_KEYS)}")
        if key in found:
            raise NotUnderstood(f"it has {key} twice")
        found[key] = value[1:-1] if value[0] in "\"'" else value
        text = text[entry.end() :]
    return found
