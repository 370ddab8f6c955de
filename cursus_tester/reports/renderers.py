"""The tables of formats, by the names that ``--format`` takes, for each kind of thing that is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cursus_tester.reports.rendering import Renderers

if TYPE_CHECKING:
    from cursus_tester.results.difference import Difference
    from cursus_tester.results.migration import Migration
    from cursus_tester.results.report import Report
    from cursus_tester.results.side_by_side import SideBySide
    from cursus_tester.results.verdict import Verdict

RENDERERS: Renderers[Report] = Renderers(
    {
        "badge": "cursus_tester.reports.formats.badge:render_badge",
        "concise": "cursus_tester.reports.formats.concise:render_concise",
        "github": "cursus_tester.reports.formats.github:render_github",
        "gitlab": "cursus_tester.reports.formats.gitlab:render_gitlab",
        "html": "cursus_tester.reports.html.page:render_html",
        "json": "cursus_tester.reports.formats.json:render_json",
        "junit": "cursus_tester.reports.formats.junit:render_junit",
        "markdown": "cursus_tester.reports.formats.markdown:render_markdown",
        "sarif": "cursus_tester.reports.formats.sarif:render_sarif",
        "terminal": "cursus_tester.reports.formats.terminal:render_terminal",
    },
    in_pieces={"json": "cursus_tester.reports.formats.json:render_json_pieces"},
)
DIFFERENCE_RENDERERS: Renderers[Difference] = Renderers(
    {
        "json": "cursus_tester.reports.diff.json:render_difference_json",
        "markdown": "cursus_tester.reports.diff.markdown:render_difference_markdown",
        "terminal": "cursus_tester.reports.diff.terminal:render_difference_terminal",
    },
    in_pieces={"json": "cursus_tester.reports.diff.json:render_difference_json_pieces"},
)
VERDICT_RENDERERS: Renderers[Verdict] = Renderers(
    {
        "markdown": "cursus_tester.reports.gate.markdown:render_verdict_markdown",
        "terminal": "cursus_tester.reports.gate.terminal:render_verdict_terminal",
    }
)
SIDE_BY_SIDE_RENDERERS: Renderers[SideBySide] = Renderers(
    {
        "json": "cursus_tester.reports.environments.json:render_environments_json",
        "markdown": "cursus_tester.reports.environments.markdown:render_environments_markdown",
        "terminal": "cursus_tester.reports.environments.terminal:render_environments_terminal",
    }
)
MIGRATION_RENDERERS: Renderers[Migration] = Renderers(
    {
        "json": "cursus_tester.reports.migration.json:render_migration_json",
        "terminal": "cursus_tester.reports.migration.terminal:render_migration_terminal",
    }
)
