"""``watch``: stay, and judge again what a saved file changes."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cursus_tester.cli.arguments import add_run_arguments, run_request
from cursus_tester.cli.console import EXIT_INTERRUPTED, complain
from cursus_tester.cli.parsers import CommandParser

if TYPE_CHECKING:
    from cursus_tester.results.report import Report
    from cursus_tester.watching.watching import Look

_DESCRIPTION = """\
Check step builders, and check again those that a saved file changes, until Ctrl-C.
"""
_EXAMPLES = ("cursus-tester watch builders/", "cursus-tester watch --static builders/")


def add(watch: CommandParser) -> None:
    """Declare the command."""
    watch.description = _DESCRIPTION
    watch.show_usual(("paths", "static", "select", "ignore", "help_all"), _EXAMPLES)
    add_run_arguments(watch)
    watch.add_argument("--no-color", action="store_true", help="print no colours, as with NO_COLOR")
    watch.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Judge until the user ends it; the last verdict is what stands on the terminal."""
    from cursus_tester.reports.text.wording import totals, verdict
    from cursus_tester.source.modules import repository_root
    from cursus_tester.watching.changes import changes
    from cursus_tester.watching.watching import Look, watch
    from cursus_tester.workers.kept import KeptServers

    plain = arguments.no_color or bool(os.environ.get("NO_COLOR"))

    def show(changed: Sequence[str], report: Report, judged: Sequence[str], look: Look) -> None:
        if look is Look.SAME:
            print(f"with all scenarios: {totals(report.summary)}: {verdict(report.summary)}", flush=True)
            return
        print(_heading(changed, judged, look), end="", flush=True)
        _show(report, plain)

    here = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="cursus-tester-watch-", ignore_cleanup_errors=True) as cache:
        try:
            with KeptServers() as servers:
                watch(run_request(arguments), changes(repository_root(here) or here), servers, cache, show, complain)
        except KeyboardInterrupt:
            complain("stopped")
    return EXIT_INTERRUPTED


def _heading(changed: Sequence[str], judged: Sequence[str], look: Look) -> str:
    """The line above a report; empty above the first."""
    if not changed:
        return ""
    if look.value == "other":
        return f"with all scenarios of {_several(judged)}:\n"
    again = f"checked again: {_several(judged)}" if judged else "checked again: nothing depends on it"
    more = ", first without changes of its config and inputs" if look.value == "first" else ""
    return f"\n{_several(changed)} changed; {again}{more}\n"


def _show(report: Report, plain: bool) -> None:
    from cursus_tester.reports import output
    from cursus_tester.reports.renderers import RENDERERS
    from cursus_tester.reports.rendering import Detail

    targets = [output.ReportTarget(format="terminal", file=None)]
    for problem in output.write_reports(report, targets, RENDERERS, plain=plain, detail=Detail.BRIEF):
        complain(problem)


def _several(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
