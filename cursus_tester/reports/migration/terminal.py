"""What a migration changes, for the terminal: what matters to the container first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from cursus_tester.reports.rendering import RenderOptions
from cursus_tester.reports.text.plain import visible
from cursus_tester.reports.text.printing import BLANK_LINE, indented, printed
from cursus_tester.reports.text.wording import number
from cursus_tester.results.migration import Difference, Migration

#: So many characters of a value are shown.
_SHOWN = 160


def render_migration_terminal(migration: Migration, options: RenderOptions) -> str:
    """Return the differences as text `options.width` characters wide."""
    return printed(_lines(migration), color=options.color, width=options.width)


def _lines(migration: Migration) -> Iterator[RenderableType]:
    for side, compiled in (("old", migration.old), ("new", migration.new)):
        yield Text(visible(f"{side}: {compiled.subject}, {compiled.sdk}"), style="dim")
    for matters, found in groupby(migration.differences, key=lambda each: each.judgement.matters):
        yield BLANK_LINE
        title = "What matters to the container or the run" if matters else "What does no harm"
        yield Text(title, style="bold red" if matters else "bold green")
        for step, of_step in groupby(found, key=lambda each: (each.step, each.type)):
            yield Text(visible(f"{step[0]} ({step[1]})" if step[0] else "the pipeline"), style="bold")
            for judgement, alike in groupby(of_step, key=lambda each: each.judgement):
                for each in alike:
                    yield from _difference(each)
                if judgement.says:
                    yield indented(f"{judgement.says} ({judgement.source})", depth=4, style="dim")
    yield BLANK_LINE
    yield Text(summary(migration), style="bold")


def _difference(each: Difference) -> Iterator[RenderableType]:
    what = each.path.removeprefix("Arguments.") or "the whole step"
    yield indented(f"{what}: {each.judgement.aspect.value}")
    yield indented(f"old  {shown(each.old)}", depth=4)
    yield indented(f"new  {shown(each.new)}", depth=4)


def shown(value: Any) -> str:
    """A value in one line; absent ones are called so."""
    if value is None:
        return "absent"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def summary(migration: Migration) -> str:
    """All in one line, such as ``1 step compared: 3 differences that matter, 4 harmless``."""
    compared = number(sum(1 for old, new in migration.pairs if old and new), "step")
    matter = sum(1 for each in migration.differences if each.judgement.matters)
    harmless = len(migration.differences) - matter
    if not migration.differences:
        return f"{compared} compared: both compile to the same"
    verb = "matters" if matter == 1 else "matter"
    return f"{compared} compared: {number(matter, 'difference')} that {verb}, {harmless} harmless"
