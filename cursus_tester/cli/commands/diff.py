"""``diff``: what changed between two JSON reports."""

from __future__ import annotations

import argparse
import os

from cursus_tester.cli.arguments import add_output_arguments
from cursus_tester.cli.console import EXIT_CLEAN, unable
from cursus_tester.cli.parsers import CommandParser


def add(diff: CommandParser) -> None:
    """Declare the command."""
    diff.description = "Print what changed between two JSON reports, findings and scores, and count the rest."
    diff.add_argument("before", metavar="A.json", help="the earlier report, from `check -f json=A.json`")
    diff.add_argument("after", metavar="B.json", help="the later report")
    add_output_arguments(diff)
    diff.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare, and write the difference in every format asked for. What changed is no failure: the exit code is 0."""
    from cursus_tester.source.garbage_collection import collector_off

    # A large report is many objects, and none of them is garbage.
    with collector_off():
        return _compare(arguments)


def _compare(arguments: argparse.Namespace) -> int:
    from cursus_tester.reports import output
    from cursus_tester.reports.renderers import DIFFERENCE_RENDERERS
    from cursus_tester.reports.report_files import UnreadableReport, load_report
    from cursus_tester.results.difference import compare

    targets, problems = output.parse_targets(arguments.formats or ["terminal"], tuple(DIFFERENCE_RENDERERS))
    reports = []
    for file in (arguments.before, arguments.after):
        try:
            reports.append(load_report(file))
        except UnreadableReport as error:
            problems.append(str(error))
    if problems:
        return unable(problems)
    before, after = reports
    plain = arguments.no_color or bool(os.environ.get("NO_COLOR"))
    problems = output.write_reports(compare(before, after), targets, DIFFERENCE_RENDERERS, plain=plain)
    return unable(problems) if problems else EXIT_CLEAN
