"""The source text that findings point at, for renderers that show an excerpt."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cursus_tester.files import dependencies
from cursus_tester.results.scorecard import Scorecard


def paths_of_findings(scorecards: Iterable[Scorecard]) -> tuple[str, ...]:
    """The files that findings are in, sorted."""
    found = {each.place.path for card in scorecards for outcome in card.outcomes for each in outcome.findings}
    return tuple(sorted(found))


def read_lines(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The lines of each file by path; a file that is gone by now has none."""
    found: dict[str, tuple[str, ...]] = {}
    for path in paths:
        dependencies.record(path)
        try:
            text = Path(path).read_text(encoding="utf-8", errors="replace")
        except (OSError, ValueError):
            continue
        found[path] = tuple(text.splitlines())
    return found
