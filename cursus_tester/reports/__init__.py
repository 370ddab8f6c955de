"""Renderers: each turns a report into the text of one format.

A renderer's module is imported when its format is asked for and not before, so that start-up pays for none.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cursus_tester.results.report import Report


class Detail(enum.Enum):
    """How much people are told."""

    #: Only what is held against builders, and the verdict.
    BRIEF = "brief"
    NORMAL = "normal"
    #: Also what rules said that found nothing.
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """Where the text will be read; formats for machines look at none of this."""

    #: Whether terminal colour codes are wanted.
    color: bool = False
    #: In characters.
    width: int = 100
    detail: Detail = Detail.NORMAL


#: The same report and options give the same text, ending with a line break.
Renderer = Callable[["Report", RenderOptions], str]


def _badge(report: Report, options: RenderOptions) -> str:
    from cursus_tester.reports.formats.badge import render_badge

    return render_badge(report)


def _github(report: Report, options: RenderOptions) -> str:
    from cursus_tester.reports.formats.github import render_github

    return render_github(report)


def _gitlab(report: Report, options: RenderOptions) -> str:
    from cursus_tester.reports.formats.gitlab import render_gitlab

    return render_gitlab(report)


def _html(report: Report, options: RenderOptions) -> str:
    from cursus_tester.reports.html import render_html

    return render_html(report)


def _json(report: Report, options: RenderOptions) -> str:
    from cursus_tester.reports.formats.json import render_json

    return render_json(report)


def _junit(report: Report, options: RenderOptions) -> str:
    from cursus_tester.reports.formats.junit import render_junit

    return render_junit(report)


def _markdown(report: Report, options: RenderOptions) -> str:
    from cursus_tester.reports.formats.markdown import render_markdown

    return render_markdown(report)


def _sarif(report: Report, options: RenderOptions) -> str:
    from cursus_tester.reports.formats.sarif import render_sarif

    return render_sarif(report)


def _terminal(report: Report, options: RenderOptions) -> str:
    from cursus_tester.reports.formats.terminal import render_terminal

    return render_terminal(report, color=options.color, width=options.width, detail=options.detail)


#: Renderers by the name that ``--format`` takes.
RENDERERS: Mapping[str, Renderer] = {
    "badge": _badge,
    "github": _github,
    "gitlab": _gitlab,
    "html": _html,
    "json": _json,
    "junit": _junit,
    "markdown": _markdown,
    "sarif": _sarif,
    "terminal": _terminal,
}
