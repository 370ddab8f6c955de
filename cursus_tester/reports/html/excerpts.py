"""Excerpts that show a finding: lines of source, and scenarios with config and compiled request."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cursus_tester.reports.html.components import prose
from cursus_tester.reports.html.markup import Markup, element, join, text
from cursus_tester.results.scorecard import Exhibit
from cursus_tester.results.subject import Place

#: Longer lines, as in generated code, are cut off.
_LONGEST_LINE = 300
_TAB_WIDTH = 4
#: A key at the start of a line of indented JSON.
_KEY = re.compile(r'^(\s*)("(?:[^"\\]|\\.)*")(: .*\n?)$')


def excerpt(place: Place, sources: Mapping[str, Sequence[str]], *, context: int) -> Markup | None:
    """Return the line at `place`, marked, with `context` lines before and after; ``None`` where it is unknown."""
    lines = sources.get(place.path, ())
    if not 1 <= place.line <= len(lines):
        return None
    first = max(1, place.line - context)
    shown = [_shortened(line.expandtabs(_TAB_WIDTH)) for line in lines[first - 1 : place.line + context]]
    shown = textwrap.dedent("\n".join(shown)).split("\n")
    numbered = (_source_line(number, line, number == place.line) for number, line in enumerate(shown, first))
    return element("pre", element("code", *numbered), class_="source")


def scenario(exhibit: Exhibit, anchor: str) -> Markup:
    """One scenario, folded: its config, and the compiled request or the problem."""
    if exhibit.request is None:
        outcome = element("p", prose(exhibit.problem or "nothing was compiled"), class_="problem")
    else:
        outcome = _json(exhibit.request)
    return element(
        "details",
        element("summary", element("strong", exhibit.scenario), element("span", exhibit.situation, class_="situation")),
        element(
            "div",
            element("div", element("h5", "Config"), _json(exhibit.config)),
            element("div", element("h5", "Compiled CreateModel request"), outcome),
            class_="columns",
            # Within, so that browsers unfold it by themselves when a link leads here.
            id=anchor,
        ),
        class_="scenario",
    )


def _shortened(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]} …"


def _source_line(number: int, line: str, is_marked: bool) -> Markup:
    # The style sheet shows the number from an attribute, so that it is not copied along with the code.
    return element("mark" if is_marked else "span", line or " ", class_="line", data_line=number)


def _json(document: Mapping[str, Any]) -> Markup:
    written = json.dumps(document, indent=2, ensure_ascii=False)
    return element("pre", element("code", *_with_keys(written)), class_="json")


def _with_keys(written: str) -> Iterator[Markup]:
    for line in written.splitlines(keepends=True):
        found = _KEY.match(line)
        before, key, after = found.groups() if found else ("", None, line)
        yield join(before, key and element("b", key), text(after, keep_line_breaks=True))
