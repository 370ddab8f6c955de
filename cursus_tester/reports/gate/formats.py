"""The formats of a verdict by name. Each is imported when it is asked for: start-up pays for none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cursus_tester.reports import RenderOptions
from cursus_tester.results.verdict import Verdict


def _markdown(verdict: Verdict, options: RenderOptions) -> str:
    from cursus_tester.reports.gate.markdown import render_verdict_markdown

    return render_verdict_markdown(verdict)


def _terminal(verdict: Verdict, options: RenderOptions) -> str:
    from cursus_tester.reports.gate.terminal import render_verdict_terminal

    return render_verdict_terminal(verdict, color=options.color, width=options.width)


#: Renderers of a verdict by the name that ``--format`` takes.
VERDICT_RENDERERS: Mapping[str, Callable[[Verdict, RenderOptions], str]] = {
    "markdown": _markdown,
    "terminal": _terminal,
}
