"""The formats of a difference by name. Each is imported when it is asked for: start-up pays for none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cursus_tester.reports import RenderOptions
from cursus_tester.results.difference import Difference


def _json(difference: Difference, options: RenderOptions) -> str:
    from cursus_tester.reports.diff.json import render_difference_json

    return render_difference_json(difference)


def _markdown(difference: Difference, options: RenderOptions) -> str:
    from cursus_tester.reports.diff.markdown import render_difference_markdown

    return render_difference_markdown(difference)


def _terminal(difference: Difference, options: RenderOptions) -> str:
    from cursus_tester.reports.diff.terminal import render_difference_terminal

    return render_difference_terminal(difference, color=options.color, width=options.width)


#: Renderers of a difference by the name that ``--format`` takes.
DIFFERENCE_RENDERERS: Mapping[str, Callable[[Difference, RenderOptions], str]] = {
    "json": _json,
    "markdown": _markdown,
    "terminal": _terminal,
}
